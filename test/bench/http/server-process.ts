import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS_MAX = 60_000;
const POLL_MS = 50;

export interface ServerProcess {
  readonly url: string;
  stop(): Promise<void>;
}

/** Runs a program of ours until `stop`; `address` answers its base URL as soon as it has one. */
export async function startServerProcess(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  address: (said: string) => string | undefined,
): Promise<ServerProcess> {
  // What this process was started with (a TypeScript loader, --cpu-prof …) holds for its children.
  const child = spawn(process.execPath, [...process.execArgv, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => void child.kill();
  process.once('exit', kill); // also where the bench itself is broken off
  child.once('exit', () => process.off('exit', kill));
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for (let waitedMs = 0; waitedMs < START_MS_MAX; waitedMs += POLL_MS) {
    const url = address(said);
    if (url !== undefined) return { url, stop };
    if (child.exitCode !== null) break;
    await pause(POLL_MS);
  }
  await stop();
  throw new Error(`${words[0]} did not start: ${said}`);
}
