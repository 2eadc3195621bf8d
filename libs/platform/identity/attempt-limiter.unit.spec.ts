import { describe, expect, it } from '@jest/globals';
import { instantOf } from '@gongdan/core';
import { AttemptLimiter, WATCHED_MAX, type Attempt } from './attempt-limiter.js';

describe('the limiter of failed attempts', () => {
  let nowMs = 0;
  const limiter = () => new AttemptLimiter({ now: () => instantOf(nowMs) }, 2);

  function begin(limits: AttemptLimiter, ...names: string[]): Attempt {
    const begun = limits.begin(names);
    if (!begun.ok) throw new Error(`wait ${begun.error} s`);
    return begun.value;
  }

  /** How long a next attempt would have to wait; none is left behind. */
  function secondsToWait(limits: AttemptLimiter, ...names: string[]): number {
    const begun = limits.begin(names);
    if (!begun.ok) return begun.error;
    begun.value.giveBack();
    return 0;
  }

  it('allows so many a minute and says how long to wait', () => {
    const limits = limiter();
    begin(limits, 'a').failed();
    expect(secondsToWait(limits, 'a')).toBe(0);
    nowMs += 10_500;
    begin(limits, 'a').failed();
    expect(secondsToWait(limits, 'a')).toBe(50);
    expect(secondsToWait(limits, 'b')).toBe(0);
    nowMs += 49_499;
    expect(secondsToWait(limits, 'a')).toBe(1);
    nowMs += 1;
    expect(secondsToWait(limits, 'a')).toBe(0);
  });

  it('counts an attempt from its beginning, and no more where it succeeds', () => {
    const limits = limiter();
    const [first, second] = [begin(limits, 'a'), begin(limits, 'a')];
    expect(secondsToWait(limits, 'a')).toBe(1);
    first.giveBack();
    expect(secondsToWait(limits, 'a')).toBe(0);
    second.failed();
    begin(limits, 'a').failed();
    expect(secondsToWait(limits, 'a')).toBe(60);
  });

  it('takes nothing from one name where another has none left', () => {
    const limits = limiter();
    for (let n = 1; n <= 2; n++) begin(limits, 'a').failed();
    for (let n = 1; n <= 3; n++) expect(secondsToWait(limits, 'a', 'b')).toBe(60);
    begin(limits, 'b').failed();
    expect(secondsToWait(limits, 'b')).toBe(0);
  });

  it('does not lock anybody out for long when the clock steps back', () => {
    const limits = limiter();
    begin(limits, 'a').failed();
    begin(limits, 'a').failed();
    nowMs -= 86_400_000;
    expect(secondsToWait(limits, 'a')).toBe(0);
  });

  it('keeps a bounded number of names', () => {
    const limits = limiter();
    for (let n = 0; n <= WATCHED_MAX; n++) {
      begin(limits, `name ${n}`).failed();
      begin(limits, `name ${n}`).failed();
    }
    expect(secondsToWait(limits, 'name 1')).toBeGreaterThan(0);
    expect(secondsToWait(limits, 'name 0')).toBe(0);
  });
});
