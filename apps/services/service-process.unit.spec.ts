import { expect, it } from '@jest/globals';
import { ServiceProcess } from './service-process.js';

it('a service that cannot be spawned fails its start, in place of keeping it waiting for ever', async () => {
  // Longer than Linux takes.
  const environment = { TOO_LONG: 'x'.repeat(1_000_000) };
  const service = new ServiceProcess('request', environment, () => undefined);
  await expect(service.start()).rejects.toThrow('E2BIG');
  await service.stop();
});
