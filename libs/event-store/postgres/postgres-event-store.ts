import { faultPoint, isPlanted, type RecordedEvent, type StreamName } from '@gongdan/core';
import type pg from 'pg';
import { checkAppend } from '../append-validation.js';
import {
  READ_EVENTS_MAX,
  type AppendRequest,
  type AppendResult,
  type EventStore,
  type LogPage,
  type LogRange,
  type StoredOutcome,
  type StreamRange,
} from '../event-store.js';
import { checkLogRange, checkStreamRange } from '../read-validation.js';
import { unavailable } from '../store-failures.js';
import { AppendQueue } from './append-queue.js';
import { appendWithLateOutcome } from './planted-append-faults.js';
import { ReadConnections } from './read-connections.js';
import * as queries from './read-queries.js';
import { POSTGRES_STORE_LIMITS, type PostgresStoreLimits } from './store-limits.js';
import { StreamReads } from './stream-reads.js';
import { Subscriptions } from './subscriptions.js';

export interface PostgresEventStoreOptions {
  /** A connection string, or what node-postgres takes as a client’s configuration. */
  readonly connection: string | pg.ClientConfig;
  readonly limits?: Partial<PostgresStoreLimits>;
}

/** Positions that one read of certain types looks at, so that a rare type does not scan the whole log. */
export const LOG_SCAN_MAX = 100_000;

/** What `version <= …` means where a backwards read begins at the newest event. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * The event store on PostgreSQL (15 or later), with `eventStoreMigrations` run. Uses one connection for
 * appends, `readConnectionsMax` for reads, and, once there is a subscription, one that listens. Any number
 * of processes may have one each on the same database. A pooler in between must keep sessions (settings,
 * prepared statements, LISTEN).
 */
export class PostgresEventStore implements EventStore {
  private closed = false;
  private readonly appends: AppendQueue;
  private readonly reads: ReadConnections;
  private readonly forwards: StreamReads;
  private readonly backwards: StreamReads;
  private readonly subscriptions: Subscriptions;

  private constructor(config: pg.ClientConfig, limits: PostgresStoreLimits) {
    const reads = {
      readPage: (range: LogRange) => this.readLog(range),
      readTail: (after: number) => this.readTail(after),
      lastPosition: () => this.lastPosition(),
    };
    this.reads = new ReadConnections(config, limits);
    this.forwards = new StreamReads(this.reads, queries.FORWARDS);
    this.backwards = new StreamReads(this.reads, queries.BACKWARDS);
    this.subscriptions = new Subscriptions(config, limits, reads, (serverProcess) =>
      this.appends.isOwn(serverProcess),
    );
    this.appends = new AppendQueue(config, limits, this.subscriptions);
  }

  /** Throws `STORE.UNAVAILABLE` where no connection comes about in time, `STORE.NOT_SET_UP` without tables. */
  static async open({
    connection,
    limits,
  }: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const config = typeof connection === 'string' ? { connectionString: connection } : connection;
    const store = new PostgresEventStore(config, { ...POSTGRES_STORE_LIMITS, ...limits });
    await store.appends.open();
    return store;
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const checked = checkAppend(request);
    const armed = faultPoint('append.before');
    if (armed) await armed;
    if (isPlanted('append.outcome-in-second-transaction')) {
      return appendWithLateOutcome(checked, this.appends, this.reads);
    }
    return this.appends.submit(checked);
  }

  async readStream(stream: StreamName, range?: StreamRange): Promise<readonly RecordedEvent[]> {
    const { backwards, fromVersion, limit } = checkStreamRange(range);
    this.mustBeOpen();
    const reads = backwards ? this.backwards : this.forwards;
    const rows = await reads.read(stream, fromVersion ?? NEWEST, limit);
    return rows.map(queries.eventOf);
  }

  async readLog(range: LogRange): Promise<LogPage> {
    const { after, limit, types } = checkLogRange(range);
    this.mustBeOpen();
    const events =
      types === undefined
        ? { events: await this.eventsAfter(after, limit), lookedAt: after }
        : await this.eventsOfTypes(after, limit, types);
    if (isPlanted('log.page-runs-ahead')) {
      return { events: events.events, lastPosition: Math.max(after, await this.lastPosition()) };
    }
    const isFull = events.events.length === limit;
    const newest = events.events.at(-1)?.position ?? after;
    return {
      events: events.events,
      lastPosition: isFull ? newest : Math.max(newest, events.lookedAt),
    };
  }

  subscribe(range: LogRange, signal: AbortSignal): AsyncIterable<LogPage> {
    return this.subscriptions.subscribe(range, signal);
  }

  async lastPosition(): Promise<number> {
    this.mustBeOpen();
    const rows = await this.reads.query<[string]>(
      'gongdan_last_position',
      queries.LAST_POSITION,
      [],
    );
    return Number(rows[0]?.[0] ?? 0);
  }

  async findOutcome(key: string): Promise<StoredOutcome | undefined> {
    this.mustBeOpen();
    const rows = await this.reads.query<[string, string, string]>(
      'gongdan_find_outcome',
      queries.FIND_OUTCOME,
      [key],
    );
    const [row] = rows;
    if (!row) return undefined;
    const [fingerprint, outcome, position] = row;
    return { fingerprint, outcome: JSON.parse(outcome) as unknown, position: Number(position) };
  }

  /** Answers what was submitted before, then gives all connections back. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.appends.close();
    await this.subscriptions.close();
    await this.reads.close();
  }

  private async eventsAfter(after: number, limit: number): Promise<readonly RecordedEvent[]> {
    const rows = await this.logRows(after, limit);
    return rows.map(queries.eventOf);
  }

  /** The log’s end is read first: what is visible then has no holes below it. */
  private async eventsOfTypes(after: number, limit: number, types: readonly string[]) {
    const lookedAt = Math.min(await this.lastPosition(), after + LOG_SCAN_MAX);
    if (lookedAt <= after) return { events: [], lookedAt: after };
    const rows = await this.reads.query<queries.EventRow>(
      'gongdan_read_log_of_types',
      queries.READ_LOG_OF_TYPES,
      [after, lookedAt, types, limit],
    );
    return { events: rows.map(queries.eventOf), lookedAt };
  }

  private async readTail(after: number) {
    const rows = await this.logRows(after, READ_EVENTS_MAX);
    return rows.map((row) => ({ event: queries.eventOf(row), bytes: row[13].length }));
  }

  private logRows(after: number, limit: number): Promise<readonly queries.EventRow[]> {
    return this.reads.query<queries.EventRow>('gongdan_read_log', queries.READ_LOG, [after, limit]);
  }

  private mustBeOpen(): void {
    if (this.closed) throw unavailable('it is closed');
  }
}
