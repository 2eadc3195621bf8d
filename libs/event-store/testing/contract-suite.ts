import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeAppending } from './contract/appending.js';
import { describeConcurrency } from './contract/concurrency.js';
import { describeHostileData } from './contract/hostile-data.js';
import { describeIdempotency } from './contract/idempotency.js';
import { describeLimits } from './contract/limits.js';
import { describeReading } from './contract/reading.js';
import { describeRecording } from './contract/recording.js';
import { describeSubscribing } from './contract/subscribing.js';
import type { StoreAccess, StoreUnderTest } from './store-under-test.js';

/** Every guarantee of `EventStore`, tried on one store of an adapter. */
export function describeEventStoreContract(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
): void {
  describe(`${name} keeps the event store's contract`, () => {
    let underTest: StoreUnderTest;
    beforeAll(async () => {
      underTest = await makeStore();
    });
    afterAll(() => underTest.dispose());
    const access: StoreAccess = () => underTest;

    describeAppending(access);
    describeReading(access);
    describeSubscribing(access);
    describeIdempotency(access);
    describeRecording(access);
    describeLimits(access);
    describeHostileData(access);
    describeConcurrency(access);
  });
}
