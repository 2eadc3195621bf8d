import type { RecordedEvent } from '@gongdan/core';
import type { Parking } from '@gongdan/event-feed';
import { tooManyPoisoned } from '../projection-errors.js';

/** Most events that a rebuild or check leaves out before it gives up: then the fold itself is broken. */
export const UNFOLDED_EVENTS_MAX = 10_000;

/** Streams that could not be folded to their end, and their events from there on: as the feed parks them. */
export class Poisoned {
  readonly unfolded: Parking[] = [];
  private streams = new Set<string>();

  constructor(private readonly projection: string) {}

  add(event: RecordedEvent, reason: string, attempts = 1): void {
    this.streams.add(event.stream);
    this.unfolded.push({ event, reason, attempts });
    if (this.unfolded.length > UNFOLDED_EVENTS_MAX) {
      throw tooManyPoisoned(this.projection, UNFOLDED_EVENTS_MAX);
    }
  }

  /** True, and noted, where an earlier event of the same stream could not be folded. */
  isBehind(event: RecordedEvent): boolean {
    if (!this.streams.has(event.stream)) return false;
    this.add(event, 'An earlier event of the same stream is parked.', 0);
    return true;
  }

  /** Back to when there were so many: what was folded since was rolled back. */
  rewind(count: number): void {
    this.unfolded.length = count;
    this.streams = new Set(this.unfolded.map(({ event }) => event.stream));
  }
}
