import type { Pause } from '../retry.js';
import type { PositionMark } from './position-mark.js';

/** A consumer that is up to date rests twice as long as it works, but not for long: readers wait. */
const RESTING_FACTOR = 2;
const REST_MS_MAX = 30;

/** Where more than 1,000 events come in a second, batches are made larger than readers would like them. */
const REST_MS_PER_EVENT = 1;
export const BUSY_REST_MS_MAX = 400;

export interface Batch {
  readonly tookMs: number;
  readonly events: number;
}

/**
 * Small batches one right after another would cost the database more than they bring the reader. How long
 * one takes tells how busy the machine is: then fewer, larger batches leave more of it to the commands.
 */
const leastRestMs = ({ tookMs }: Batch, batchIntervalMs: number): number =>
  Math.max(batchIntervalMs - tookMs, Math.min(REST_MS_MAX, tookMs * RESTING_FACTOR));

const wholeRestMs = ({ events }: Batch): number =>
  Math.min(BUSY_REST_MS_MAX, events * REST_MS_PER_EVENT);

/**
 * Rests between two batches of a consumer that is up to date. What it rests beyond the least, because very much
 * comes in, ends at once when somebody waits for a position that it has not reached.
 */
export async function restAfter(
  batch: Batch,
  {
    batchIntervalMs,
    persisted,
    pause,
  }: { batchIntervalMs: number; persisted: PositionMark; pause: Pause },
  signal: AbortSignal,
): Promise<void> {
  const leastMs = leastRestMs(batch, batchIntervalMs);
  await pause(leastMs, signal);
  const moreMs = wholeRestMs(batch) - leastMs;
  if (moreMs <= 0) return;
  const waiting = new AbortController();
  const forget = persisted.onAwaited(() => waiting.abort());
  await pause(moreMs, AbortSignal.any([signal, waiting.signal]));
  forget();
}
