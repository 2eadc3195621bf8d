import type { RandomSource } from '@gongdan/core';
import { setTimeout as timeout } from 'node:timers/promises';

/** Pause after the first failure; it doubles with every further one. */
export const RETRY_PAUSE_FIRST_MS = 100;
export const RETRY_PAUSE_MS_MAX = 5_000;
/** How often a batch that fails by its events’ fault is tried before it is narrowed to single events. */
export const BATCH_TRIES_MAX = 4;
/** How often a single event is tried while narrowing; the pauses were made with the whole batch. */
export const SINGLE_EVENT_TRIES_MAX = 2;

/** Pause before the next try: doubling, with up to half taken off at random so that crowds disperse. */
export function retryPauseMs(
  failures: number,
  random: RandomSource,
  firstMs: number = RETRY_PAUSE_FIRST_MS,
): number {
  const fullMs = Math.min(RETRY_PAUSE_MS_MAX, firstMs * 2 ** Math.min(failures - 1, 30));
  return fullMs * (1 - random.next() / 2);
}

/** Waits so many milliseconds, or until `signal` aborts; never throws. */
export type Pause = (pauseMs: number, signal?: AbortSignal) => Promise<void>;

export const realPause: Pause = async (pauseMs, signal) => {
  try {
    await timeout(pauseMs, undefined, signal === undefined ? {} : { signal });
  } catch {
    // aborted: the caller looks at the signal
  }
};
