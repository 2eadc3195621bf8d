import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/** Whether nothing listens on this port of the loopback. */
export async function isFree(port) {
  const server = createServer();
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (error.code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    server.close();
  }
}

// Below what systems give to outgoing connections: a broker that is away for a while must find its port
// free when it comes back, and a client that keeps knocking at it must not connect to itself.
const LOWEST = 20_000;
const HIGHEST = 30_000;

export async function freePort() {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}
