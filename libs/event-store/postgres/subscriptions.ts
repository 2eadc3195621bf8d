import { isPlanted, type RecordedEvent } from '@gongdan/core';
import type pg from 'pg';
import type { LogPage, LogRange } from '../event-store.js';
import { checkLogRange } from '../read-validation.js';
import { Waiters } from '../waiters.js';
import type { CommitListener } from './append-queue.js';
import { LogListener, type LogNews } from './log-listener.js';
import { LogTail, type TailEvent } from './log-tail.js';
import type { PostgresStoreLimits } from './store-limits.js';

interface LogReads {
  readPage(range: LogRange): Promise<LogPage>;
  readTail(after: number): Promise<readonly TailEvent[]>;
  lastPosition(): Promise<number>;
}

/** All subscriptions of one store: they catch up on their own and share the live end of the log. */
export class Subscriptions implements CommitListener {
  private readonly news = new Waiters();
  private readonly listener: LogListener;
  private tail: Promise<LogTail> | undefined;
  /** The same, once it is there. */
  private live: LogTail | undefined;
  /** How often there was reason to think that the log has more than was offered. */
  private doubts = 0;

  /** `isOwn`: whether that process of the server works for this store’s appends. */
  constructor(
    config: pg.ClientConfig,
    private readonly limits: PostgresStoreLimits,
    private readonly reads: LogReads,
    private readonly isOwn: (serverProcess: number) => boolean,
  ) {
    this.listener = new LogListener(config, limits, (news) => this.hear(news));
  }

  wrote(written: () => readonly TailEvent[]): void {
    if (this.live?.offer(written()) === true) this.news.wakeAll();
    else this.doubt();
  }

  mayHaveWritten(): void {
    this.doubt();
  }

  /** Undefined: news may have been missed. Of what this store appends, `wrote` tells with the events. */
  private hear(news: LogNews | undefined): void {
    if (news !== undefined) {
      const isKnown = this.live !== undefined && news.position <= this.live.position;
      if (isKnown || this.isOwn(news.serverProcess)) return;
    }
    this.doubt();
  }

  private doubt(): void {
    this.doubts += 1;
    this.news.wakeAll();
  }

  async *subscribe(range: LogRange, signal: AbortSignal): AsyncGenerator<LogPage, void> {
    const { limit, types } = checkLogRange(range);
    const wanted = types && new Set(types);
    let { after } = range;
    this.listener.start();
    while (!signal.aborted) {
      const { seen } = this.news;
      const page = await this.pageAfter({ ...range, after, limit }, wanted);
      if (signal.aborted) return;
      if (page.lastPosition > after) {
        after = page.lastPosition;
        yield page;
      } else {
        await this.news.wait(seen, signal, this.limits.pollMs);
        // Nobody woke it for long: a wake-up may have been lost.
        if (this.news.seen === seen && !signal.aborted) this.doubt();
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
  ): Promise<LogPage> {
    const { after, limit } = range;
    const tail = await this.openTail();
    let events = tail.after(after, limit);
    if (events === undefined) return this.reads.readPage(range);
    if (events.length === 0) {
      await tail.advance();
      events = tail.after(after, limit);
      if (events === undefined) return this.reads.readPage(range);
    }
    return livePage(events, after, wanted);
  }

  private async beginTail(): Promise<LogTail> {
    const { doubts } = this;
    const end = await this.reads.lastPosition();
    return new LogTail(
      end,
      (after) => this.reads.readTail(after),
      () => this.doubts,
      doubts,
    );
  }

  private async openTail(): Promise<LogTail> {
    this.tail ??= this.beginTail();
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
