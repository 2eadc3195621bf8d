import type { RecordedEvent } from '@gongdan/core';
import type { LogPage } from '@gongdan/event-store';
import type { EventTest } from '../filter/event-filter.js';

/** Newest events kept for those who follow the log; who lags further reads the store. */
export const RECENT_EVENTS_MAX = 2_000;
/** The same in characters of their data, as JSON. */
export const RECENT_CHARACTERS_MAX = 8_000_000;
/** The same in time: a text whose customer is forgotten meanwhile is not read from memory for longer. */
export const RECENT_MS_MAX = 2_000;

interface Kept {
  readonly event: RecordedEvent;
  readonly characters: number;
  readonly untilMs: number;
}

/** The end of the log, read once for all subscribers of a process. */
export class RecentEvents {
  private kept: Kept[] = [];
  private characters = 0;
  private floor: number;

  /** `head`: the position after which it begins. */
  constructor(
    private head: number,
    private readonly monotonicNowMs: () => number,
  ) {
    this.floor = head;
  }

  /** Everything up to here was taken in. */
  get position(): number {
    return this.head;
  }

  add({ events, lastPosition }: LogPage): void {
    const untilMs = this.monotonicNowMs() + RECENT_MS_MAX;
    for (const event of events) {
      const characters = JSON.stringify(event.data).length;
      this.kept.push({ event, characters, untilMs });
      this.characters += characters;
    }
    this.head = lastPosition;
    this.trim();
  }

  /** What passes after a position; undefined: the memory does not reach back so far. */
  page(after: number, limit: number, passes: EventTest): LogPage | undefined {
    this.trim();
    if (after < this.floor) return undefined;
    const events: RecordedEvent[] = [];
    for (let index = this.indexAfter(after); index < this.kept.length; index++) {
      const event = this.kept[index]?.event;
      if (event === undefined || !passes(event)) continue;
      events.push(event);
      if (events.length === limit) return { events, lastPosition: event.position };
    }
    return { events, lastPosition: Math.max(after, this.head) };
  }

  private trim(): void {
    const nowMs = this.monotonicNowMs();
    let surplus = 0;
    for (; this.isTooMuch(surplus, nowMs); surplus++) {
      this.characters -= this.kept[surplus]?.characters ?? 0;
    }
    if (surplus === 0) return;
    this.kept.splice(0, surplus);
    this.floor = (this.kept[0]?.event.position ?? this.head + 1) - 1;
  }

  private isTooMuch(surplus: number, nowMs: number): boolean {
    const oldest = this.kept[surplus];
    if (oldest === undefined) return false;
    return (
      this.kept.length - surplus > RECENT_EVENTS_MAX ||
      this.characters > RECENT_CHARACTERS_MAX ||
      oldest.untilMs <= nowMs
    );
  }

  /** Positions have no holes, so an event’s place is its position less the first one’s. */
  private indexAfter(position: number): number {
    const first = this.kept[0]?.event.position ?? this.head + 1;
    return Math.max(0, position + 1 - first);
  }
}
