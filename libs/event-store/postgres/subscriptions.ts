import { isPlanted, type RecordedEvent } from '@gongdan/core';
import type pg from 'pg';
import type { LogPage, LogRange } from '../event-store.js';
import { checkLogRange } from '../read-validation.js';
import { Waiters } from '../waiters.js';
import { LogListener } from './log-listener.js';
import { LogTail, type TailEvent } from './log-tail.js';
import type { PostgresStoreLimits } from './store-limits.js';

interface LogReads {
  readPage(range: LogRange): Promise<LogPage>;
  readTail(after: number): Promise<readonly TailEvent[]>;
  lastPosition(): Promise<number>;
}

/** All subscriptions of one store: they catch up on their own and share the live end of the log. */
export class Subscriptions {
  private readonly news = new Waiters();
  private readonly listener: LogListener;
  private tail: Promise<LogTail> | undefined;
  /** The same, once it is there. */
  private live: LogTail | undefined;

  constructor(
    config: pg.ClientConfig,
    private readonly limits: PostgresStoreLimits,
    private readonly reads: LogReads,
  ) {
    this.listener = new LogListener(config, limits, (position) => this.hear(position));
  }

  /** This process has appended something; `written` makes it, in the log’s order. */
  wrote(written: () => readonly TailEvent[]): void {
    this.live?.offer(written());
    this.news.wakeAll();
  }

  /** The log goes up to this position; undefined: there may be news. */
  private hear(position: number | undefined): void {
    if (position === undefined || this.live === undefined || position > this.live.position) {
      this.news.wakeAll();
    }
  }

  async *subscribe(range: LogRange, signal: AbortSignal): AsyncGenerator<LogPage, void> {
    const { limit, types } = checkLogRange(range);
    const wanted = types && new Set(types);
    let { after } = range;
    this.listener.start();
    while (!signal.aborted) {
      const { seen } = this.news;
      const page = await this.pageAfter({ ...range, after, limit }, wanted, seen);
      if (signal.aborted) return;
      if (page.lastPosition > after) {
        after = page.lastPosition;
        yield page;
      } else {
        await this.news.wait(seen, signal, this.limits.pollMs);
      }
    }
  }

  async close(): Promise<void> {
    this.news.wakeAll();
    await this.listener.close();
  }

  private async pageAfter(
    range: LogRange & { readonly limit: number },
    wanted: ReadonlySet<string> | undefined,
    seen: number,
  ): Promise<LogPage> {
    const { after, limit } = range;
    const tail = await this.openTail();
    let events = tail.after(after, limit);
    if (events === undefined) return this.reads.readPage(range);
    if (events.length === 0) {
      await tail.advance(seen);
      events = tail.after(after, limit);
      if (events === undefined) return this.reads.readPage(range);
    }
    return livePage(events, after, wanted);
  }

  private async openTail(): Promise<LogTail> {
    this.tail ??= this.reads.lastPosition().then(
      (end) =>
        new LogTail(
          end,
          (after) => this.reads.readTail(after),
          () => this.news.seen,
        ),
    );
    try {
      this.live = await this.tail;
      return this.live;
    } catch (error) {
      this.tail = undefined;
      throw error;
    }
  }
}

function livePage(
  events: readonly RecordedEvent[],
  after: number,
  wanted: ReadonlySet<string> | undefined,
): LogPage {
  const lastPosition = events.at(-1)?.position ?? after;
  const given = isPlanted('subscription.forget-live-event') ? events.slice(0, -1) : events;
  return {
    events: wanted ? given.filter(({ type }) => wanted.has(type)) : given,
    lastPosition,
  };
}
