import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { holderOf, type Settings } from '@gongdan/platform';

/**
 * Fails before anything is started where the port is taken (with the system’s error, EADDRINUSE …). A data
 * folder in use says more about a second start, so it goes first.
 */
export async function refuseTakenPort({ host, port, dataDir }: Settings): Promise<void> {
  if (port === 0 || holderOf(resolve(dataDir)) !== undefined) return;
  const probe = createServer();
  probe.listen(port, host);
  await once(probe, 'listening');
  probe.close();
  await once(probe, 'close');
}
