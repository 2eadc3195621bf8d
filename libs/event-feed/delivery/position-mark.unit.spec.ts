import { describe, expect, it } from '@jest/globals';
import { PositionMark } from './position-mark.js';

describe('PositionMark', () => {
  it('wakes those whose position is reached, and keeps the others', async () => {
    const mark = new PositionMark();
    const five = mark.reached(5);
    const six = mark.reached(6, { timeoutMs: 1 });
    expect(mark.awaited).toBe(6);
    mark.set(5);
    expect(await five).toBe(true);
    expect(mark.awaited).toBe(6);
    expect(await six).toBe(false);
    expect(mark.awaited).toBe(0);
    expect(await mark.reached(5)).toBe(true);
  });

  it('lets go when the signal aborts', async () => {
    const mark = new PositionMark();
    const abort = new AbortController();
    const waiting = mark.reached(1, { signal: abort.signal });
    abort.abort();
    expect(await waiting).toBe(false);
    expect(await mark.reached(1, { signal: abort.signal })).toBe(false);
    expect(mark.awaited).toBe(0);
  });
});
