import { describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import { AttemptLimiter, WATCHED_MAX } from './attempt-limiter.js';

describe('the limiter of failed attempts', () => {
  let nowMs = 0;
  const limiter = () => new AttemptLimiter({ now: () => instantOf(nowMs) }, 2);

  it('allows so many a minute and says how long to wait', () => {
    const limits = limiter();
    limits.failed('a');
    expect(limits.secondsToWait('a')).toBe(0);
    nowMs += 10_500;
    limits.failed('a');
    expect(limits.secondsToWait('a')).toBe(50);
    expect(limits.secondsToWait('b')).toBe(0);
    nowMs += 49_499;
    expect(limits.secondsToWait('a')).toBe(1);
    nowMs += 1;
    expect(limits.secondsToWait('a')).toBe(0);
  });

  it('does not lock anybody out for long when the clock steps back', () => {
    const limits = limiter();
    limits.failed('a');
    limits.failed('a');
    nowMs -= 86_400_000;
    expect(limits.secondsToWait('a')).toBe(0);
  });

  it('keeps a bounded number of names', () => {
    const limits = limiter();
    for (let n = 0; n <= WATCHED_MAX; n++) {
      limits.failed(`name ${n}`);
      limits.failed(`name ${n}`);
    }
    expect(limits.secondsToWait('name 0')).toBe(0);
    expect(limits.secondsToWait('name 1')).toBeGreaterThan(0);
  });
});
