import type { EventStore } from '../event-store.js';

export interface StoreUnderTest {
  readonly store: EventStore;
  /** Another handle on the same log, as another process would have it (in memory: the same one). */
  readonly other: EventStore;
  dispose(): Promise<void>;
}

/** Gives a test the store at the time it runs. */
export type StoreAccess = () => StoreUnderTest;
