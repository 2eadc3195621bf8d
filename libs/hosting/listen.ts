import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '@gongdan/platform';

/** Answers the base URL. The banner says it, so that the log need not. */
export async function listen(
  app: NestFastifyApplication,
  { host, port }: Pick<Settings, 'host' | 'port'>,
): Promise<string> {
  const { log } = app.getHttpAdapter().getInstance();
  const { level } = log;
  log.level = 'warn';
  await app.listen(port, host);
  log.level = level;
  const address = app.getHttpServer().address() as { port: number };
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${address.port}`;
}

/** Requests in flight finish, but not for ever. */
export async function closeBounded(
  app: NestFastifyApplication,
  shutdownMsMax: number,
): Promise<void> {
  const server = app.getHttpServer() as { closeAllConnections(): void };
  const cut = setTimeout(() => server.closeAllConnections(), shutdownMsMax);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
