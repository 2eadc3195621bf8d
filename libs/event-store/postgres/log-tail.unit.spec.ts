import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { LogTail, TAIL_BYTES_MAX, TAIL_EVENTS_MAX, type TailEvent } from './log-tail.js';

const tailEvents = (after: number, count: number, bytes = 1): TailEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    event: { position: after + index + 1 } as RecordedEvent,
    bytes,
  }));

const positions = (events: readonly RecordedEvent[] | undefined) =>
  events?.map(({ position }) => position);

describe('LogTail', () => {
  it('answers what it holds, nothing at its end, undefined before its beginning', async () => {
    const tail = new LogTail(10, async (after) => tailEvents(after, after === 10 ? 3 : 0));
    expect(positions(tail.after(10, 5))).toEqual([]);
    await tail.advance();
    expect(positions(tail.after(10, 5))).toEqual([11, 12, 13]);
    expect(positions(tail.after(11, 1))).toEqual([12]);
    expect(positions(tail.after(13, 5))).toEqual([]);
    expect(positions(tail.after(99, 5))).toEqual([]);
    expect(tail.after(9, 5)).toBeUndefined();
  });

  it('reads anew for a call that came while a read was under way: that one may have been too early', async () => {
    const reads: ((events: TailEvent[]) => void)[] = [];
    const tail = new LogTail(0, () => new Promise((resolve) => reads.push(resolve)));
    const early = tail.advance();
    const late = tail.advance();
    reads[0]?.([]);
    await Promise.resolve();
    await Promise.resolve();
    expect(reads).toHaveLength(2);
    reads[1]?.(tailEvents(0, 1));
    await Promise.all([early, late]);
    expect(positions(tail.after(0, 5))).toEqual([1]);
  });

  it('keeps a bounded number of events', async () => {
    const tail = new LogTail(0, async (after) => tailEvents(after, TAIL_EVENTS_MAX - 1));
    await tail.advance();
    expect(tail.after(0, 1)).toBeDefined();
    await tail.advance();
    expect(positions(tail.after(TAIL_EVENTS_MAX - 2, 1))).toEqual([TAIL_EVENTS_MAX - 1]);
    expect(tail.after(TAIL_EVENTS_MAX - 3, 1)).toBeUndefined();
  });

  it('keeps a bounded number of bytes', async () => {
    const tail = new LogTail(0, async (after) => tailEvents(after, 3, TAIL_BYTES_MAX / 2));
    await tail.advance();
    expect(tail.after(0, 1)).toBeUndefined();
    expect(positions(tail.after(1, 5))).toEqual([2, 3]);
  });

  it('fails its callers when a read fails, and recovers', async () => {
    let isBroken = true;
    const tail = new LogTail(0, async (after) => {
      if (isBroken) throw new Error('away');
      return tailEvents(after, 1);
    });
    await expect(Promise.all([tail.advance(), tail.advance()])).rejects.toThrow('away');
    isBroken = false;
    await tail.advance();
    expect(positions(tail.after(0, 5))).toEqual([1]);
  });
});
