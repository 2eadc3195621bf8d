import { instantOf, type Clock } from '@gongdan/core';
import { KurrentEventStore, type KurrentEventStoreOptions } from '../kurrentdb-event-store.js';
import { FakeKurrentDb } from './fake-kurrentdb.js';
import type { FakeStreams } from './fake-streams.js';

export const systemClock: Clock = { now: () => instantOf(Date.now()) };

export interface KurrentUnderTest {
  readonly fake: FakeKurrentDb;
  readonly store: KurrentEventStore;
  /** One more handle, as another process would have it. */
  open(options?: Partial<KurrentEventStoreOptions>): Promise<KurrentEventStore>;
  dispose(): Promise<void>;
}

/** Machines are shared and noisy: a wait ends a hang, it does not judge speed. */
const PATIENT = { waitMsMax: 30_000, answerMsMax: 30_000, readMsMax: 30_000 };

/** A store on a fake of its own. */
export async function kurrentOnFake(
  options: Partial<KurrentEventStoreOptions> = {},
  streams?: FakeStreams,
): Promise<KurrentUnderTest> {
  const fake = new FakeKurrentDb(streams);
  await fake.start();
  const stores: KurrentEventStore[] = [];
  const open = async (more: Partial<KurrentEventStoreOptions> = {}) => {
    const store = await KurrentEventStore.open({
      connection: fake.connection,
      clock: systemClock,
      ...options,
      ...more,
      limits: { ...PATIENT, ...options.limits, ...more.limits },
    });
    stores.push(store);
    return store;
  };
  return {
    fake,
    store: await open(),
    open,
    async dispose() {
      await Promise.all(stores.map((store) => store.close()));
      fake.stop();
    },
  };
}
