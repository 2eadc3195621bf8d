import { messageOf, type RandomSource, type RecordedEvent } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';
import { retryPauseMs, type Pause } from '../retry.js';
import { PositionMark } from './position-mark.js';

/** Most events kept for the consumers of this process; who lags further reads its own pages. */
export const TAIL_EVENTS_MAX = 5_000;

/**
 * The newest part of the log, read once for all consumers of a process: reading, parsing and unsealing an
 * event costs more than handing it to ten consumers (see docs/performance.md, `freshness`).
 */
export class LogTail {
  /** Everything up to here was read. */
  readonly head = new PositionMark();
  /** Why the log cannot be read at present; undefined: it can. */
  unreadable: string | undefined;
  /** Every event after this position, up to `head`, is in `events`. */
  private floor = 0;
  private events: RecordedEvent[] = [];

  constructor(
    private readonly store: EventStore,
    private readonly pause: Pause,
    private readonly random: RandomSource,
    private readonly onUnreadable: (reason: string) => void,
  ) {}

  /** Follows the log until `signal` aborts; survives failures of the store. */
  async run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let begun = false;
    while (!signal.aborted) {
      try {
        if (!begun) this.beginAt(await this.store.lastPosition());
        begun = true;
        for await (const page of this.store.subscribe({ after: this.head.value }, signal)) {
          this.absorb(page);
          this.unreadable = undefined;
          failures = 0;
        }
      } catch (error) {
        if (signal.aborted) return;
        this.unreadable = messageOf(error);
        this.onUnreadable(this.unreadable);
        await this.pause(retryPauseMs(++failures, this.random), signal);
      }
    }
  }

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

  private beginAt(position: number): void {
    this.floor = position;
    this.head.set(position);
  }

  private absorb(page: LogPage): void {
    this.events.push(...page.events);
    const surplus = this.events.length - TAIL_EVENTS_MAX;
    if (surplus > 0) {
      this.floor = this.events[surplus - 1]?.position ?? this.floor;
      this.events = this.events.slice(surplus);
    }
    this.head.set(page.lastPosition);
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
