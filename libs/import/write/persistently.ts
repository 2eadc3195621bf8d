import { setTimeout as pause } from 'node:timers/promises';
import { GongdanError } from '@gongdan/core';

/** How often something is tried that may succeed later, and the first of the doubling pauses between. */
const ATTEMPTS_MAX = 10;
const FIRST_PAUSE_MS = 50;
const PAUSE_MS_MAX = 5_000;

/**
 * Tries again while the answer is “not now” or “unknown”. Only for what has one effect however often it is
 * asked for: appends with a command key, reads.
 */
export async function persistently<Value>(
  work: () => Promise<Value>,
  firstPauseMs = FIRST_PAUSE_MS,
): Promise<Value> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const retryable = error instanceof GongdanError && error.retryable;
      if (!retryable || attempt >= ATTEMPTS_MAX) throw error;
      await pause(Math.min(firstPauseMs * 2 ** (attempt - 1), PAUSE_MS_MAX));
    }
  }
}
