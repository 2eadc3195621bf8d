import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { READ_EVENTS_MAX } from '../event-store.js';
import { LogTail, TAIL_BYTES_MAX, TAIL_EVENTS_MAX, type TailEvent } from './log-tail.js';

const tailEvents = (after: number, count: number, bytes = 1): TailEvent[] =>
  Array.from({ length: count }, (_, index) => ({
    event: { position: after + index + 1 } as RecordedEvent,
    bytes,
  }));

const positions = (events: readonly RecordedEvent[] | undefined) =>
  events?.map(({ position }) => position);

/** Without `doubts` there is a new one whenever anybody asks. */
function openTail(
  end: number,
  readAfter: (after: number) => Promise<readonly TailEvent[]>,
  doubts?: () => number,
) {
  let count = 0;
  return new LogTail(end, readAfter, doubts ?? (() => ++count), 0);
}

describe('LogTail', () => {
  it('answers what it holds, nothing at its end, undefined before its beginning', async () => {
    const tail = openTail(10, async (after) => tailEvents(after, after === 10 ? 3 : 0));
    expect(positions(tail.after(10, 5))).toEqual([]);
    await tail.advance();
    expect(positions(tail.after(10, 5))).toEqual([11, 12, 13]);
    expect(positions(tail.after(11, 1))).toEqual([12]);
    expect(positions(tail.after(13, 5))).toEqual([]);
    expect(positions(tail.after(99, 5))).toEqual([]);
    expect(tail.after(9, 5)).toBeUndefined();
  });

  it('takes in what is offered where nothing is missing before it', async () => {
    const tail = openTail(10, async (after) => tailEvents(after, 1));
    expect(tail.offer(tailEvents(10, 2))).toBe(true);
    expect(positions(tail.after(10, 5))).toEqual([11, 12]);
    expect(tail.offer(tailEvents(13, 2))).toBe(false); // another process wrote 13
    expect(tail.offer(tailEvents(10, 2))).toBe(true); // known
    expect(tail.offer([])).toBe(true);
    expect(tail.position).toBe(12);
    await tail.advance();
    tail.offer(tailEvents(13, 2));
    expect(positions(tail.after(10, 9))).toEqual([11, 12, 13, 14, 15]);
  });

  it('takes in the rest of what is known in part', () => {
    const tail = openTail(10, async () => []);
    expect(tail.offer(tailEvents(8, 4))).toBe(true);
    expect(positions(tail.after(10, 5))).toEqual([11, 12]);
  });

  it('reads only where there is doubt, and after a full page once more', async () => {
    let [reads, doubts] = [0, 0];
    const pages = [READ_EVENTS_MAX, READ_EVENTS_MAX, 1];
    const tail = openTail(
      0,
      async (after) => tailEvents(after, pages[reads++] ?? 0),
      () => doubts,
    );
    await tail.advance();
    expect(reads).toBe(0);
    doubts = 1;
    for (let calls = 0; calls < 5; calls++) await tail.advance();
    expect([reads, tail.position]).toEqual([3, 2 * READ_EVENTS_MAX + 1]);
  });

  it('takes in once what is offered while it is read', async () => {
    let answer: (read: readonly TailEvent[]) => void = () => undefined;
    const tail = openTail(0, () => new Promise((resolve) => (answer = resolve)));
    const advanced = tail.advance();
    tail.offer(tailEvents(0, 2));
    answer(tailEvents(0, 3));
    await advanced;
    expect(positions(tail.after(0, 9))).toEqual([1, 2, 3]);
  });

  it('shares a read among those whom the same doubt woke', async () => {
    let reads = 0;
    const readAfter = async (after: number) => tailEvents(after, ++reads);
    const tail = openTail(0, readAfter, () => 3);
    await Promise.all([tail.advance(), tail.advance(), tail.advance()]);
    expect(reads).toBe(1);
  });

  it('reads anew for a later doubt: the read under way may have begun before it', async () => {
    const reads: ((events: TailEvent[]) => void)[] = [];
    let doubts = 1;
    const tail = openTail(
      0,
      () => new Promise((resolve) => reads.push(resolve)),
      () => doubts,
    );
    const early = tail.advance();
    doubts = 2;
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
    const tail = openTail(0, async (after) => tailEvents(after, TAIL_EVENTS_MAX - 1));
    await tail.advance();
    expect(tail.after(0, 1)).toBeDefined();
    await tail.advance();
    expect(positions(tail.after(TAIL_EVENTS_MAX - 2, 1))).toEqual([TAIL_EVENTS_MAX - 1]);
    expect(tail.after(TAIL_EVENTS_MAX - 3, 1)).toBeUndefined();
  });

  it('keeps a bounded number of bytes', async () => {
    const tail = openTail(0, async (after) => tailEvents(after, 3, TAIL_BYTES_MAX / 2));
    await tail.advance();
    expect(tail.after(0, 1)).toBeUndefined();
    expect(positions(tail.after(1, 5))).toEqual([2, 3]);
  });

  it('fails its callers when a read fails, and recovers', async () => {
    let isBroken = true;
    const tail = openTail(0, async (after) => {
      if (isBroken) throw new Error('away');
      return tailEvents(after, 1);
    });
    await expect(Promise.all([tail.advance(), tail.advance()])).rejects.toThrow('away');
    isBroken = false;
    await tail.advance();
    expect(positions(tail.after(0, 5))).toEqual([1]);
  });
});
