import type { RecordedEvent } from '@gongdan/core';
import { READ_EVENTS_MAX } from '../event-store.js';

/** Newest events kept in memory for the subscriptions that are live. */
export const TAIL_EVENTS_MAX = 4_096;
/** The same in bytes of data (as JSON text). */
export const TAIL_BYTES_MAX = 16_777_216;

export interface TailEvent {
  readonly event: RecordedEvent;
  readonly bytes: number;
}

/**
 * The end of the log, held once for all live subscriptions of this process. What the process itself writes is
 * offered; the log is read only where there is doubt, that is where something else may have been written: once
 * for a dozen consumers, and not at all where all is known. Positions have no holes, so an event’s place in the
 * list is its position less the first one’s.
 */
export class LogTail {
  private events: TailEvent[] = [];
  private bytes = 0;
  private running: Promise<void> | undefined;
  /** Doubts of which the read under way began after. */
  private reading = 0;
  private again = false;

  /**
   * `end`: the position after which this tail begins. `doubts`: how many there were up to now; the first
   * `settled` of them came before `end` was looked at.
   */
  constructor(
    private end: number,
    private readonly readAfter: (after: number) => Promise<readonly TailEvent[]>,
    private readonly doubts: () => number,
    private settled: number,
  ) {}

  /** The events after a position, or undefined where the tail does not reach back that far. */
  after(position: number, limit: number): readonly RecordedEvent[] | undefined {
    const first = this.end - this.events.length;
    if (position < first) return undefined;
    const index = position - first;
    return this.events.slice(index, index + limit).map(({ event }) => event);
  }

  /** Everything up to here was taken in. */
  get position(): number {
    return this.end;
  }

  /** Takes in what this process has just written. False: something before it is missing, nothing was taken in. */
  offer(written: readonly TailEvent[]): boolean {
    const known = this.end + 1 - (written[0]?.event.position ?? this.end + 1);
    if (known < 0) return false;
    this.take(written.slice(known));
    return true;
  }

  /**
   * Takes in everything that all doubts up to now were about. Calls at the same time share one read, unless
   * it began before their doubt came.
   */
  async advance(): Promise<void> {
    const doubts = this.doubts();
    if (this.running) {
      this.again ||= doubts > this.reading;
      return this.running;
    }
    if (doubts === this.settled) return;
    this.running = this.read().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async read(): Promise<void> {
    do {
      this.again = false;
      this.reading = this.doubts();
      const { end } = this;
      const read = await this.readAfter(end);
      this.take(read.slice(this.end - end)); // some may have been offered meanwhile
      // After a full page there is more to read, for whoever comes to its end.
      if (read.length < READ_EVENTS_MAX) this.settled = this.reading;
    } while (this.again);
  }

  private take(read: readonly TailEvent[]): void {
    if (read.length === 0) return;
    this.events.push(...read);
    this.end += read.length;
    this.bytes += read.reduce((sum, { bytes }) => sum + bytes, 0);
    let surplus = 0;
    while (
      this.events.length - surplus > TAIL_EVENTS_MAX ||
      (this.bytes > TAIL_BYTES_MAX && surplus < this.events.length)
    ) {
      this.bytes -= this.events[surplus]?.bytes ?? 0;
      surplus += 1;
    }
    this.events.splice(0, surplus);
  }
}
