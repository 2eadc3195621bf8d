import { describe, expect, it } from '@jest/globals';
import { realPause, RETRY_PAUSE_FIRST_MS, RETRY_PAUSE_MS_MAX, retryPauseMs } from './retry.js';

describe('pauses between tries', () => {
  it('double from the first one up to the limit', () => {
    const none = { next: () => 0 };
    expect([1, 2, 3].map((failures) => retryPauseMs(failures, none))).toEqual([
      RETRY_PAUSE_FIRST_MS,
      RETRY_PAUSE_FIRST_MS * 2,
      RETRY_PAUSE_FIRST_MS * 4,
    ]);
    for (const failures of [20, 1_000, Number.MAX_SAFE_INTEGER]) {
      expect(retryPauseMs(failures, none)).toBe(RETRY_PAUSE_MS_MAX);
    }
  });

  it('are shortened at random by up to a half', () => {
    const almostOne = { next: () => 0.999_999 };
    expect(retryPauseMs(1, almostOne)).toBeCloseTo(RETRY_PAUSE_FIRST_MS / 2, 1);
  });

  it('end when the signal aborts, without an error', async () => {
    const abort = new AbortController();
    const pause = realPause(60_000, abort.signal);
    abort.abort();
    await pause;
    await realPause(60_000, abort.signal);
  });
});
