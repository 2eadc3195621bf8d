import { LimitedTurns, type RecordedEvent } from '@gongdan/core';
import { eventTest } from '../../filter/event-filter.js';
import type { Assignment } from './assignment.js';
import type { Backlog, ReadPlace } from './backlog.js';
import { WakeUp } from './wake-up.js';
import type { WorkerParts } from './worker-parts.js';

/** Events of the log taken at once. */
const PAGE_EVENTS = 100;
/** Between two pages: what comes meanwhile goes into one transaction. */
const PAGE_REST_MS = 20;

export interface ReaderEars {
  /** Events were added to those that wait. */
  readonly onAdmitted: () => void;
  /** Somebody has moved the webhook: it must be read again. */
  readonly onMoved: () => void;
  /** Waits a while after a failure; throws nothing. */
  readonly onTrouble: (error: unknown, round: AbortSignal) => Promise<void>;
}

/** Reads the log for one webhook, no further than there is room for what waits. */
export class LogReader {
  private readonly room: WakeUp;
  private readonly admitting = new LimitedTurns(1);
  private place: ReadPlace = { generation: 0, position: 0 };
  /** Everything up to here was looked at; what lies after `place` is none of the webhook’s. */
  private seen = 0;
  private pending = 0;

  constructor(
    private readonly backlog: Pick<Backlog, 'admit'>,
    private readonly parts: Pick<WorkerParts, 'store' | 'pause' | 'settings'>,
    private readonly ears: ReaderEars,
  ) {
    this.room = new WakeUp(parts.pause);
  }

  get generation(): number {
    return this.place.generation;
  }

  begin({ generation, position, pending }: Assignment): void {
    this.place = { generation, position };
    this.seen = position;
    this.pending = pending;
  }

  async run({ filter }: Assignment, round: AbortSignal): Promise<void> {
    const { store, pause } = this.parts;
    const { types } = filter;
    while (!round.aborted) {
      try {
        await this.untilRoom(round);
        const passes = eventTest(filter);
        const range = { after: this.seen, limit: PAGE_EVENTS, ...(types ? { types } : {}) };
        for await (const { events, lastPosition } of store.subscribe(range, round)) {
          const wanted = events.filter(passes);
          if (wanted.length > 0) await this.admit(wanted, lastPosition);
          // One without an event for the webhook is written down later.
          this.seen = lastPosition;
          await pause(PAGE_REST_MS, round);
          await this.untilRoom(round);
        }
      } catch (error) {
        await this.ears.onTrouble(error, round);
      }
    }
  }

  /** So many were accepted: there is room for others. */
  release(count: number): void {
    this.pending -= count;
    if (count > 0) this.room.wake();
  }

  /** Writes down how far the log was read without finding anything. */
  async writeSeen(): Promise<void> {
    try {
      await this.admit([], this.seen);
    } catch {
      // The database is away, as others will say; it is written with the next sign of life.
    }
  }

  private admit(events: readonly RecordedEvent[], upTo: number): Promise<void> {
    return this.admitting.take(async () => {
      const { place } = this;
      if (upTo <= place.position) return;
      if (!(await this.backlog.admit(place, events, upTo))) return this.ears.onMoved();
      place.position = upTo;
      this.pending += events.length;
      if (events.length > 0) this.ears.onAdmitted();
    });
  }

  private async untilRoom(round: AbortSignal): Promise<void> {
    const { pendingMax, lookMs } = this.parts.settings;
    while (!round.aborted && this.pending + PAGE_EVENTS > pendingMax) {
      await this.room.wait(lookMs, round);
    }
  }
}
