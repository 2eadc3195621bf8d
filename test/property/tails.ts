import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { PostgresEventStore, type EventStore } from '@gongdan/event-store';

export interface Tail {
  /** The positions that it was given, in that order. */
  readonly positions: readonly number[];
  /** Waits until it got this position, then ends it. */
  stopAt(position: number, timeoutMs: number): Promise<void>;
}

abstract class RepeatedTail implements Tail {
  readonly positions: number[] = [];
  protected readonly abort = new AbortController();
  private readonly running: Promise<void>;

  constructor() {
    this.running = Promise.resolve().then(() => this.run());
  }

  /** Reads from the last position on until it fails or is aborted. */
  protected abstract follow(): Promise<void>;

  protected get last(): number {
    return this.positions.at(-1) ?? 0;
  }

  async stopAt(position: number, timeoutMs: number): Promise<void> {
    for (const until = performance.now() + timeoutMs; performance.now() < until;) {
      if (this.last >= position) break;
      await pause(10);
    }
    this.abort.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.abort.signal.aborted) {
      try {
        await this.follow();
      } catch {
        await pause(20); // the server was killed: go on where it stopped
      }
    }
  }
}

/** The simplest reader there is: asks for what has a higher position than the last it saw. */
export class NaiveTail extends RepeatedTail {
  constructor(private readonly url: string) {
    super();
  }

  protected async follow(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => {});
    await client.connect();
    try {
      while (!this.abort.signal.aborted) {
        const { rows } = await client.query<{ position: string }>(
          'SELECT position FROM gongdan.event WHERE position > $1 ORDER BY position LIMIT 500',
          [this.last],
        );
        this.positions.push(...rows.map(({ position }) => Number(position)));
        if (rows.length === 0) await pause(1);
      }
    } finally {
      await client.end();
    }
  }
}

/** A subscription, resumed from the last position that was handled. */
export class SubscribedTail extends RepeatedTail {
  constructor(private readonly open: () => Promise<EventStore>) {
    super();
  }

  static at(url: string): SubscribedTail {
    const connection = { connectionString: url };
    return new SubscribedTail(() =>
      PostgresEventStore.open({ connection, limits: { waitMsMax: 1_000, pollMs: 500 } }),
    );
  }

  protected async follow(): Promise<void> {
    const store = await this.open();
    try {
      for await (const { events } of store.subscribe({ after: this.last }, this.abort.signal)) {
        this.positions.push(...events.map(({ position }) => position));
      }
    } finally {
      await store.close();
    }
  }
}

/** Reads the log page by page through the port. */
export class PagedTail extends RepeatedTail {
  constructor(private readonly open: () => Promise<EventStore>) {
    super();
  }

  protected async follow(): Promise<void> {
    const store = await this.open();
    try {
      for (let after = this.last; !this.abort.signal.aborted;) {
        const page = await store.readLog({ after, limit: 10 });
        this.positions.push(...page.events.map(({ position }) => position));
        if (page.lastPosition === after) await pause(5);
        after = page.lastPosition;
      }
    } finally {
      await store.close();
    }
  }
}
