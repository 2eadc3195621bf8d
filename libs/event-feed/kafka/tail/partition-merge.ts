import { isDeepStrictEqual } from 'node:util';
import { GongdanError, type RecordedEvent } from '@gongdan/core';
import type { LogPage } from '@gongdan/event-store';
import { firstBehind, offsetOf, type Offsets } from '../offsets.js';
import type { Watermark } from '../watermark.js';

/** Most events that wait for a watermark: far more than one send and one question to the broker bring. */
export const WAITING_EVENTS_MAX = 50_000;
/** The same in bytes of their data. */
export const WAITING_BYTES_MAX = 67_108_864;
/** No event of the relay’s is so far ahead of what is complete; it would wait for ever. */
export const AHEAD_EVENTS_MAX = 200_000;
/** Watermarks kept until their offsets are reached; where there are more, every second one says as much. */
export const WAITING_MARKS_MAX = 200;

export interface Taken {
  /** What is complete by now, in the order of the log. */
  readonly page?: LogPage;
  /** What watermarks say is complete, and is not: somebody else wrote them, or in the place of events. */
  readonly doubtful: readonly number[];
}

/**
 * Puts the partitions of all topics back into the order of the log. A watermark says up to which position
 * the partitions are complete below which offsets. When all have been read so far, what is there up to
 * that position can be handed on: but only if nothing is missing, for positions have no gaps. So neither a
 * repeat nor what somebody else wrote can make this leave anything out.
 */
export class PartitionMerge {
  /** Offsets read so far, by place; of a partition that nothing came from: where it began. */
  private readonly next = new Map<string, number>();
  /** By position. */
  private readonly waiting = new Map<number, { event: RecordedEvent; bytes: number }>();
  private waitingBytes = 0;
  /** Positions that different events were said to have. */
  private readonly disputed = new Set<number>();
  /** Those that were not told yet, and what lies too far ahead. */
  private claimed: number[] = [];
  private marks: Watermark[] = [];
  /** Everything from `position` to here waits. */
  private wholeTo: number;

  /** Begins where everything up to `position` lies below the offsets `begin`. */
  constructor(
    private position: number,
    private readonly begin: Offsets,
  ) {
    this.wholeTo = position;
  }

  /** Whether events are there that nobody has said to be complete. */
  get isWaiting(): boolean {
    return this.waiting.size > 0;
  }

  /**
   * One record; undefined: of no interest. Answers false where its event came before. Throws
   * `FEED.RECORDS_MISSING` where the record is not the next one of its partition, and `FEED.NO_WATERMARK`
   * where too much waits.
   */
  add(
    topic: string,
    partition: number,
    offset: number,
    event: RecordedEvent | undefined,
    bytes = 0,
  ): boolean {
    const expected = this.nextOf(topic, partition);
    if (offset !== expected) throw recordsMissing(topic, partition, expected, offset);
    this.next.set(placeOf(topic, partition), offset + 1);
    return event !== undefined && this.keep(event, bytes);
  }

  mark(watermark: Watermark): void {
    if (watermark.position <= this.position) return;
    this.marks.push(watermark);
    if (this.marks.length > WAITING_MARKS_MAX) {
      this.marks = this.marks.filter((_, index) => index % 2 === 1);
    }
  }

  /** Positions that records said to have since the last time, and that at least one of each has not. */
  takeClaimed(): readonly number[] {
    const { claimed } = this;
    if (claimed.length > 0) this.claimed = [];
    return claimed;
  }

  /** What has become complete, and what is in doubt. */
  take(): Taken {
    const nextOf = (topic: string, partition: number) => this.nextOf(topic, partition);
    const reached = this.marks.filter(({ offsets }) => !firstBehind(nextOf, offsets));
    if (reached.length === 0) return { doubtful: [] };
    const positions = reached.map(({ position }) => position);
    const whole = Math.max(this.position, ...positions.filter((to) => to <= this.wholeTo));
    const events = this.release(whole);
    this.marks = this.marks.filter(
      (mark) => mark.position > this.position && !reached.includes(mark),
    );
    return {
      ...(events.length === 0 ? {} : { page: { events, lastPosition: whole } }),
      doubtful: positions.filter((to) => to > whole),
    };
  }

  /** Everything up to `position` is had from elsewhere. */
  goOnAt(position: number): void {
    this.release(position);
    this.marks = this.marks.filter((mark) => mark.position > this.position);
  }

  private keep(event: RecordedEvent, bytes: number): boolean {
    const { position } = event;
    if (position <= this.position || this.disputed.has(position)) return false;
    if (position > this.position + AHEAD_EVENTS_MAX) {
      this.claimed.push(position);
      return false;
    }
    const known = this.waiting.get(position)?.event;
    if (known !== undefined) {
      if (!isDeepStrictEqual(known, event)) this.dispute(position);
      return false;
    }
    this.waiting.set(position, { event, bytes });
    this.waitingBytes += bytes;
    if (this.waiting.size > WAITING_EVENTS_MAX || this.waitingBytes > WAITING_BYTES_MAX) {
      throw noWatermark(this.waiting.size, this.position);
    }
    this.lookOn();
    return true;
  }

  /** Two events say that this is their position: neither is believed. */
  private dispute(position: number): void {
    this.forget(position);
    this.disputed.add(position);
    this.claimed.push(position);
    this.wholeTo = Math.min(this.wholeTo, position - 1);
  }

  /** Moves on to `position`; answers in order what waited up to there. */
  private release(position: number): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    for (; this.position < position && this.waiting.size > 0; this.position += 1) {
      const event = this.forget(this.position + 1);
      if (event !== undefined) events.push(event);
    }
    this.position = position;
    this.wholeTo = Math.max(this.wholeTo, position);
    this.lookOn();
    for (const disputed of this.disputed) {
      if (disputed <= position) this.disputed.delete(disputed);
    }
    return events;
  }

  private forget(position: number): RecordedEvent | undefined {
    const held = this.waiting.get(position);
    this.waiting.delete(position);
    this.waitingBytes -= held?.bytes ?? 0;
    return held?.event;
  }

  private lookOn(): void {
    while (this.waiting.has(this.wholeTo + 1)) this.wholeTo += 1;
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
    message: `${topic} goes on at ${found} in partition ${partition}, where ${expected} should follow.`,
    hint: 'Records were removed, or the topic was made anew. This process begins anew with the topics and reads what is missing from the log.',
  });

const noWatermark = (waiting: number, position: number): GongdanError =>
  new GongdanError({
    code: 'FEED.NO_WATERMARK',
    category: 'transient',
    message: `${waiting} events came from the topics, and no watermark that says what is complete after ${position}.`,
    hint: 'This process begins anew with the topics and reads what is missing from the log.',
  });
