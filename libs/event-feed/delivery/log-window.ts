import type { RecordedEvent } from '@gongdan/core';
import type { LogPage } from '@gongdan/event-store';
import { PositionMark } from './position-mark.js';

/** Most events kept for the consumers of this process; who lags further reads its own pages. */
export const TAIL_EVENTS_MAX = 20_000;
/** The same in characters of their data, roughly: few large events are as bad as many small ones. */
export const TAIL_CHARACTERS_MAX = 16_000_000;

/**
 * The newest part of the log, kept once for all consumers of a process: reading, parsing and unsealing an
 * event costs more than handing it to ten consumers (see docs/performance.md, `freshness`).
 */
export class LogWindow {
  /** Everything up to here was read. */
  readonly head = new PositionMark();
  /** Every event after this position, up to `head`, is in `events`. */
  private floor = 0;
  private events: RecordedEvent[] = [];
  private sizes: number[] = [];
  private characters = 0;

  /** The page after a position, from memory; undefined: too old, to be read from the store. */
  page(after: number, limit: number, types: ReadonlySet<string> | undefined): LogPage | undefined {
    if (after < this.floor) return undefined;
    const events: RecordedEvent[] = [];
    for (let index = this.indexAfter(after); index < this.events.length; index++) {
      const event = this.events[index];
      if (event === undefined || (types !== undefined && !types.has(event.type))) continue;
      events.push(event);
      if (events.length === limit) return { events, lastPosition: event.position };
    }
    return { events, lastPosition: Math.max(after, this.head.value) };
  }

  /** Forgets what it has: what comes next comes after this position. */
  beginAt(position: number): void {
    this.events = [];
    this.sizes = [];
    this.characters = 0;
    this.floor = position;
    this.head.set(position);
  }

  /** The page that comes after `head`. */
  absorb(page: LogPage): void {
    for (const event of page.events) {
      const size = charactersIn(event.data);
      this.events.push(event);
      this.sizes.push(size);
      this.characters += size;
    }
    this.trim();
    this.head.set(page.lastPosition);
  }

  private trim(): void {
    let surplus = 0;
    for (; this.isTooLarge(surplus); surplus++) {
      this.floor = this.events[surplus]?.position ?? this.floor;
      this.characters -= this.sizes[surplus] ?? 0;
    }
    if (surplus === 0) return;
    this.events.splice(0, surplus);
    this.sizes.splice(0, surplus);
  }

  private isTooLarge(surplus: number): boolean {
    const left = this.events.length - surplus;
    return left > TAIL_EVENTS_MAX || (left > 0 && this.characters > TAIL_CHARACTERS_MAX);
  }

  /** Index of the first event after a position (positions ascend). */
  private indexAfter(position: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle]?.position ?? Infinity) <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What each member weighs beside its text. */
const MEMBER_CHARACTERS = 16;

function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let sum = 0;
  for (const member of Object.values(value)) sum += MEMBER_CHARACTERS + charactersIn(member);
  return sum;
}
