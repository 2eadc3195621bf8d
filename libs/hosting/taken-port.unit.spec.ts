import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refuseTakenPort } from './taken-port.js';

const dataDir = join(tmpdir(), 'gongdan-no-such-folder');

describe('before anything is started', () => {
  // 192.0.2.0/24 is kept for documentation, `.invalid` for names that there are not.
  it.each(['192.0.2.1', 'no-such-host.invalid'])(
    'HOST=%s is refused by its name, also where any port will do',
    async (host) => {
      const refused = refuseTakenPort({ host, port: 0, dataDir });
      await expect(refused).rejects.toMatchObject({
        code: 'HOST.NO_ADDRESS',
        message: expect.stringContaining(`HOST is ${host}, which is no address`) as unknown,
      });
    },
  );

  it('a taken port is refused, a free one is not and stays free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const where = { host: '127.0.0.1', port, dataDir };
    await expect(refuseTakenPort(where)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    other.close();
    await once(other, 'close');
    await refuseTakenPort(where);
    await refuseTakenPort(where);
  });
});
