import { randomBytes } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { describeEventStoreContract } from '../testing/contract-suite.js';
import { KurrentEventStore } from './kurrentdb-event-store.js';
import { systemClock } from './testing/kurrent-under-test.js';

const connection = process.env['KURRENTDB_URL'];

if (connection === undefined || connection === '') {
  describe('KurrentEventStore on a real KurrentDB', () => {
    it.skip('is not tried: KURRENTDB_URL is not set (kurrentdb-fake.int.spec.ts tries a fake)', () =>
      undefined);
  });
} else {
  describeEventStoreContract('KurrentEventStore on the KurrentDB of KURRENTDB_URL', async () => {
    const namespace = `test${randomBytes(6).toString('hex')}`; // a log of its own on a shared server
    const options = { connection, clock: systemClock, namespace };
    const store = await KurrentEventStore.open(options);
    const other = await KurrentEventStore.open(options);
    return {
      store,
      other,
      async dispose() {
        await store.close();
        await other.close();
      },
    };
  });
}
