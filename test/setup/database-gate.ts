import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type DatabaseGate = Awaited<ReturnType<typeof openGate>>;

/** A way to the database server that a test can cut, block and open again. */
export async function openGate(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl);
  /** Towards the client, by the socket towards the server. */
  const ways = new Map<Socket, Socket>();
  let isOpen = true;
  let swallowsNew = false;
  const server = createServer((near) => {
    if (!isOpen) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', () => to.destroy());
      from.on('close', () => {
        ways.delete(far);
        to.destroy();
      });
    }
    near.pipe(far);
    if (!swallowsNew) far.pipe(near);
    ways.set(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gated = new URL(databaseUrl);
  gated.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = () => ways.forEach((near) => near.destroy());
  const freeze = () => ways.forEach((near, far) => far.unpipe(near));
  return {
    url: gated.href,
    cut,
    /** The connections stay, and no answer comes through them any more. */
    freeze,
    /** Nor through new ones: as where a network is gone. */
    swallow() {
      swallowsNew = true;
      freeze();
    },
    shut() {
      isOpen = false;
      cut();
    },
    open() {
      isOpen = true;
      if (swallowsNew) ways.forEach((near, far) => far.pipe(near));
      swallowsNew = false;
    },
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
