import { GongdanError } from '@gongdan/core';
import type { AppendRequest, AppendResult, EventStore } from '@gongdan/event-store';
import type { SeededRandom } from '@gongdan/simulation';
import type { Scheduler } from './scheduler.js';

/** Chance that an append never reaches the store, and that its answer never comes back. */
const REQUEST_LOST = 0.04;
const ANSWER_LOST = 0.06;
/** Reads and appends take 0 to this many turns of the scheduler, so that callers interleave. */
const TURNS_MAX = 4;

/** A store behind a bad line: what it answers is true, but it does not always answer. */
export function flakyStore(
  store: EventStore,
  random: SeededRandom,
  faults: { on: boolean },
  scheduler: Scheduler,
): EventStore {
  const someTurns = () => scheduler.pass(random.between(0, TURNS_MAX));
  return {
    async append(request: AppendRequest): Promise<AppendResult> {
      await someTurns();
      if (faults.on && random.chance(REQUEST_LOST)) throw lineFailure('transient');
      const result = await store.append(request);
      await someTurns();
      if (faults.on && random.chance(ANSWER_LOST)) throw lineFailure('unknown');
      return result;
    },
    async readStream(stream, range) {
      await someTurns();
      return store.readStream(stream, range);
    },
    readLog: (range) => store.readLog(range),
    subscribe: (range, signal) => store.subscribe(range, signal),
    lastPosition: () => store.lastPosition(),
    findOutcome: (key) => store.findOutcome(key),
    close: () => store.close(),
  };
}

const lineFailure = (category: 'transient' | 'unknown'): GongdanError =>
  new GongdanError({
    code: category === 'unknown' ? 'STORE.OUTCOME_UNKNOWN' : 'STORE.UNAVAILABLE',
    category,
    message: 'The simulated line failed.',
  });
