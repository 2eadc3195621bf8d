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

const openTail = (
  end: number,
  readAfter: (after: number) => Promise<readonly TailEvent[]>,
  news = () => 0,
) => new LogTail(end, readAfter, news);

describe('LogTail', () => {
  it('answers what it holds, nothing at its end, undefined before its beginning', async () => {
    const tail = openTail(10, async (after) => tailEvents(after, after === 10 ? 3 : 0));
    expect(positions(tail.after(10, 5))).toEqual([]);
    await tail.advance(0);
    expect(positions(tail.after(10, 5))).toEqual([11, 12, 13]);
    expect(positions(tail.after(11, 1))).toEqual([12]);
    expect(positions(tail.after(13, 5))).toEqual([]);
    expect(positions(tail.after(99, 5))).toEqual([]);
    expect(tail.after(9, 5)).toBeUndefined();
  });

  it('takes in what is offered where nothing is missing before it', async () => {
    const tail = openTail(10, async (after) => tailEvents(after, 1));
    tail.offer(tailEvents(10, 2));
    expect(positions(tail.after(10, 5))).toEqual([11, 12]);
    tail.offer(tailEvents(13, 2)); // another process wrote 13
    tail.offer(tailEvents(11, 2)); // known
    tail.offer([]);
    expect(tail.position).toBe(12);
    await tail.advance(0);
    tail.offer(tailEvents(13, 2));
    expect(positions(tail.after(10, 9))).toEqual([11, 12, 13, 14, 15]);
  });

  it('takes in once what is offered while it is read', async () => {
    let answer: (read: readonly TailEvent[]) => void = () => undefined;
    const tail = openTail(0, () => new Promise((resolve) => (answer = resolve)));
    const advanced = tail.advance(0);
    tail.offer(tailEvents(0, 2));
    answer(tailEvents(0, 3));
    await advanced;
    expect(positions(tail.after(0, 9))).toEqual([1, 2, 3]);
  });

  it('shares a read among the calls that the same news woke', async () => {
    let reads = 0;
    const readAfter = async (after: number) => tailEvents(after, ++reads);
    const tail = openTail(0, readAfter, () => 3);
    await Promise.all([tail.advance(3), tail.advance(3), tail.advance(2)]);
    expect(reads).toBe(1);
  });

  it('reads anew for later news: the read under way may have begun before it', async () => {
    const reads: ((events: TailEvent[]) => void)[] = [];
    let news = 1;
    const tail = openTail(
      0,
      () => new Promise((resolve) => reads.push(resolve)),
      () => news,
    );
    const early = tail.advance(1);
    news = 2;
    const late = tail.advance(2);
    reads[0]?.([]);
    await Promise.resolve();
    await Promise.resolve();
    expect(reads).toHaveLength(2);
    reads[1]?.(tailEvents(0, 1));
    await Promise.all([early, late]);
    expect(positions(tail.after(0, 5))).toEqual([1]);
  });

  it('keeps a bounded number of events', async () => {
    const tail = openTail(0, async (after) => tailEvents(after, TAIL_EVENTS_MAX - 1));
    await tail.advance(0);
    expect(tail.after(0, 1)).toBeDefined();
    await tail.advance(0);
    expect(positions(tail.after(TAIL_EVENTS_MAX - 2, 1))).toEqual([TAIL_EVENTS_MAX - 1]);
    expect(tail.after(TAIL_EVENTS_MAX - 3, 1)).toBeUndefined();
  });

  it('keeps a bounded number of bytes', async () => {
    const tail = openTail(0, async (after) => tailEvents(after, 3, TAIL_BYTES_MAX / 2));
    await tail.advance(0);
    expect(tail.after(0, 1)).toBeUndefined();
    expect(positions(tail.after(1, 5))).toEqual([2, 3]);
  });

  it('fails its callers when a read fails, and recovers', async () => {
    let isBroken = true;
    const tail = openTail(0, async (after) => {
      if (isBroken) throw new Error('away');
      return tailEvents(after, 1);
    });
    await expect(Promise.all([tail.advance(0), tail.advance(0)])).rejects.toThrow('away');
    isBroken = false;
    await tail.advance(0);
    expect(positions(tail.after(0, 5))).toEqual([1]);
  });
});
