import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';
import { holderOf, type Settings } from '@gongdan/platform';

/** HOST is no address of this machine, or a name that nobody knows. */
const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Fails before anything is started where the port is taken (with the system’s error, EADDRINUSE …), or with
 * `HOST.NO_ADDRESS`. A data folder in use says more about a second start, so it goes first.
 */
export async function refuseTakenPort({
  host,
  port,
  dataDir,
}: Pick<Settings, 'host' | 'port' | 'dataDir'>): Promise<void> {
  if (holderOf(resolve(dataDir)) !== undefined) return;
  const probe = createServer();
  probe.listen(port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    throw NO_ADDRESS.has((error as NodeJS.ErrnoException).code ?? '')
      ? noAddress(host, error)
      : error;
  }
  probe.close();
  await once(probe, 'close');
}

const noAddress = (host: string, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'HOST.NO_ADDRESS',
      category: 'invalid',
      message: `HOST is ${host}, which is no address of this machine: ${messageOf(cause)}.`,
      hint: 'Use 127.0.0.1 or 0.0.0.0.',
    },
    { cause },
  );
