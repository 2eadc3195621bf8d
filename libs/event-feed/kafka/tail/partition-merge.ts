import { GongdanError, type RecordedEvent } from '@gongdan/core';
import type { LogPage } from '@gongdan/event-store';
import { firstBehind, offsetOf, type Offsets } from '../offsets.js';
import type { Watermark } from '../watermark.js';

/**
 * Puts the partitions of all topics back into the order of the log. A watermark says up to which position
 * the partitions are complete below which offsets: when all have been read so far, what is there up to
 * that position can be handed on, and nothing can come in below it any more.
 */
export class PartitionMerge {
  /** Offsets read so far, by place; of a partition that nothing came from: where it began. */
  private readonly next = new Map<string, number>();
  /** The newest position of each partition: what is not above it is a repeat. */
  private readonly newest = new Map<string, number>();
  private waiting: RecordedEvent[] = [];
  private marks: Watermark[] = [];

  /** Begins where everything up to `position` lies below the offsets `next`. */
  constructor(
    private position: number,
    private readonly begin: Offsets,
  ) {}

  /**
   * One record; undefined: of no interest. Answers false where it came before. Throws
   * `FEED.RECORDS_MISSING` where those before it never came.
   */
  add(
    topic: string,
    partition: number,
    offset: number,
    read: () => RecordedEvent | undefined,
  ): boolean {
    const expected = this.nextOf(topic, partition);
    if (offset < expected) return false;
    if (offset > expected) throw recordsMissing(topic, partition, expected, offset);
    const place = placeOf(topic, partition);
    this.next.set(place, offset + 1);
    const event = read();
    if (event === undefined) return true;
    if (event.position <= (this.newest.get(place) ?? this.position)) return false;
    this.newest.set(place, event.position);
    this.waiting.push(event);
    return true;
  }

  mark(watermark: Watermark): void {
    if (watermark.position > (this.marks.at(-1)?.position ?? this.position)) {
      this.marks.push(watermark);
    }
  }

  /** What is complete by now, in the order of the log; undefined: nothing new. */
  take(): LogPage | undefined {
    let complete: Watermark | undefined;
    const nextOf = (topic: string, partition: number) => this.nextOf(topic, partition);
    while (this.marks[0] && firstBehind(nextOf, this.marks[0].offsets) === undefined) {
      complete = this.marks.shift();
    }
    if (complete === undefined) return undefined;
    const { position } = complete;
    const isReady = (event: RecordedEvent): boolean => event.position <= position;
    const events = this.waiting.filter(isReady).toSorted((a, b) => a.position - b.position);
    this.waiting = this.waiting.filter((event) => !isReady(event));
    this.position = position;
    return { events, lastPosition: position };
  }

  private nextOf(topic: string, partition: number): number {
    return this.next.get(placeOf(topic, partition)) ?? offsetOf(this.begin, topic, partition);
  }
}

const placeOf = (topic: string, partition: number): string => `${topic}/${partition}`;

const recordsMissing = (
  topic: string,
  partition: number,
  expected: number,
  found: number,
): GongdanError =>
  new GongdanError({
    code: 'FEED.RECORDS_MISSING',
    category: 'transient',
    message: `${topic} has records from ${expected} to ${found - 1} of partition ${partition} no more.`,
    hint: 'This process begins again at the newest watermark and reads what is missing from the log.',
  });
