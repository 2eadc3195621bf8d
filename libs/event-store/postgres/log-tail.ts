import type { RecordedEvent } from '@gongdan/core';

/** Newest events kept in memory for the subscriptions that are live. */
export const TAIL_EVENTS_MAX = 4_096;
/** The same in bytes of data (as JSON text). */
export const TAIL_BYTES_MAX = 16_777_216;

export interface TailEvent {
  readonly event: RecordedEvent;
  readonly bytes: number;
}

/**
 * The end of the log, read once for all live subscriptions of this process: a dozen consumers that are
 * woken by one event ask the database once and not twelve times. Positions have no holes, so an event’s
 * place in the list is its position less the first one’s.
 */
export class LogTail {
  private events: TailEvent[] = [];
  private bytes = 0;
  private running: Promise<void> | undefined;
  private readNews = 0;
  private again = false;

  /** `end`: the position after which this tail begins. `news`: how much news there was up to now. */
  constructor(
    private end: number,
    private readonly readAfter: (after: number) => Promise<readonly TailEvent[]>,
    private readonly news: () => number,
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

  /** Takes in what this process has just written, if nothing is missing before it: it need not be read. */
  offer(written: readonly TailEvent[]): void {
    if (written[0]?.event.position === this.end + 1) this.take(written);
  }

  /**
   * Takes in everything that the first `seen` news were about. Calls at the same time share one read,
   * unless it began before their news came.
   */
  async advance(seen: number): Promise<void> {
    if (this.running) {
      this.again ||= seen > this.readNews;
      return this.running;
    }
    this.running = this.read().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async read(): Promise<void> {
    do {
      this.again = false;
      this.readNews = this.news();
      const { end } = this;
      const read = await this.readAfter(end);
      this.take(read.slice(this.end - end)); // some may have been offered meanwhile
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
