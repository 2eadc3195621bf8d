import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeDelivery } from './contract/delivery.js';
import { describeLeases } from './contract/leases.js';
import { describePoison } from './contract/poison.js';
import { describeReplay } from './contract/replay.js';
import { describeRetrying } from './contract/retrying.js';
import { describeWatching } from './contract/watching.js';
import { createEffectTable, type FeedHarness, type HarnessAccess } from './feed-harness.js';

/** Every guarantee of `EventFeed`, tried on one adapter. */
export function describeEventFeedContract(name: string, open: () => Promise<FeedHarness>): void {
  describe(`${name} keeps the event feed's contract`, () => {
    let harness: FeedHarness;
    beforeAll(async () => {
      harness = await open();
      await createEffectTable(harness.pool);
    });
    afterAll(() => harness.dispose());
    const access: HarnessAccess = () => harness;

    describeDelivery(access);
    describeLeases(access);
    describeRetrying(access);
    describePoison(access);
    describeReplay(access);
    describeWatching(access);
  });
}
