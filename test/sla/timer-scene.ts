import { randomUUID } from 'node:crypto';
import { eventContract } from '@gongdan/contracts';
import { armFaultPoint, instantOf, streamName, type RecordedEvent } from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import {
  APPEND_STREAMS_MAX,
  CommandExecutor,
  eventStoreMigrations,
  PostgresEventStore,
  readWholeStream,
} from '@gongdan/event-store';
import { slaMigrations, type PolicyBook } from '@gongdan/sla';
import pg from 'pg';
import { gate } from '../../libs/event-feed/testing/gate.js';
import { ClockKeeper } from '../../libs/sla/keeping/clock-keeper.js';
import { bookOf, clockOf, HOUR_MS, policyOf, within } from '../../libs/sla/testing/ticket-story.js';
import { setTimers } from '../../libs/sla/timers/set-timers.js';
import { TimerWorker } from '../../libs/sla/timers/timer-worker.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

/** One hour round the clock, with one warning in its middle. */
export const HOUR_BOOK = bookOf([
  policyOf([
    clockOf('resolution', [within(1, { calendar: 'always' })], {
      warnings: [{ label: '50%', kind: 'fraction', fraction: 0.5 }],
    }),
  ]),
]);

/** Types of what is told of a clock that was warned of and broken, once each. */
export const FIRED_ONCE = ['SlaClockStarted', 'SlaClockWarned', 'SlaClockBreached'];
export const OPEN = ['SlaClockStarted'];

export const openKeeper = (
  store: PostgresEventStore,
  book: PolicyBook = HOUR_BOOK,
): ClockKeeper => {
  const clock = { now: () => instantOf(Date.now()) };
  const executor = new CommandExecutor(store, clock, { next: randomUUID });
  return new ClockKeeper(store, executor, book);
};

/** A log with tickets, their clocks and their timers, on a database of its own. */
export class TimerScene {
  readonly failures: unknown[] = [];
  readonly keeper: ClockKeeper;
  private readonly pools: pg.Pool[] = [];
  private readonly workers: TimerWorker[] = [];
  private setUntil = 0;

  private constructor(
    private readonly database: TestDatabase,
    readonly store: PostgresEventStore,
    readonly pool: pg.Pool,
  ) {
    this.keeper = openKeeper(store);
    this.pools.push(pool);
  }

  static async open(): Promise<TimerScene> {
    const database = await createTestDatabase([...eventStoreMigrations, ...slaMigrations]);
    const store = await PostgresEventStore.open({ connection: database.url });
    return new TimerScene(database, store, poolOf(database.url));
  }

  get url(): string {
    return this.database.url;
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.store.close();
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.database.drop();
  }

  /** A worker as another process has it: with a pool of its own. */
  worker(keeper: Pick<ClockKeeper, 'keep'> = this.keeper): TimerWorker {
    const pool = poolOf(this.url);
    this.pools.push(pool);
    const worker = new TimerWorker(pool, keeper, (error) => this.failures.push(error));
    this.workers.push(worker);
    return worker;
  }

  /** Present of the database, epoch milliseconds. */
  async now(): Promise<number> {
    const { rows } = await this.pool.query<{ now: string }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now',
    );
    return Number(rows[0]?.now);
  }

  /** Tickets that were registered this long ago, their clocks started and their timers set. */
  async tickets(count: number, agoMs: number): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    const at = (await this.now()) - agoMs;
    for (let from = 0; from < count; from += APPEND_STREAMS_MAX) {
      const writes = ids.slice(from, from + APPEND_STREAMS_MAX).map((id) => ({
        stream: streamName('ticket', id),
        expected: 'none' as const,
        events: [eventAt(at, 'TicketRegistered')],
      }));
      await this.store.append({ writes });
    }
    await Promise.all(ids.map((id) => this.keep(id)));
    await this.setTimers();
    return ids;
  }

  /** What else happened to a ticket; its clocks are kept by it, its timers not yet. */
  async happens(id: string, type: 'WorkPaused' | 'WorkResumed', at: number): Promise<void> {
    const stream = streamName('ticket', id);
    await this.store.append({ writes: [{ stream, expected: 'any', events: [eventAt(at, type)] }] });
    await this.keep(id);
  }

  /** Consumes what is new in the log, as the feed does. */
  async setTimers(): Promise<void> {
    for (;;) {
      const { types = [] } = setTimers;
      const { events } = await this.store.readLog({ after: this.setUntil, types });
      const last = events.at(-1);
      if (last === undefined) return;
      await inTransaction(this.pool, 'BEGIN', async (client) => setTimers.handle(events, client));
      this.setUntil = last.position;
    }
  }

  events(id: string): Promise<readonly RecordedEvent[]> {
    return readWholeStream(this.store, streamName('sla', id));
  }

  async told(id: string): Promise<readonly string[]> {
    return (await this.events(id)).map(({ type }) => type);
  }

  async firedTimes(id: string) {
    const breached = (await this.events(id)).find(({ type }) => type === 'SlaClockBreached');
    const { dueAt, firedAt } = (breached?.data ?? {}) as { dueAt?: string; firedAt?: string };
    return { occurredAt: breached?.occurredAt, dueAt, firedAt };
  }

  /** Tickets of which something else is told than what is expected, as words. */
  async otherThan(expected: readonly string[], ids: readonly string[]): Promise<readonly string[]> {
    const told = await Promise.all(ids.map(async (id) => (await this.told(id)).join(' ')));
    return told.filter((words) => words !== expected.join(' '));
  }

  /** How many timers there are, by whether their moment has passed. */
  async timers(): Promise<{ readonly due: number; readonly waiting: number }> {
    const { rows } = await this.pool.query<{ due: number; waiting: number }>(
      `SELECT count(*) FILTER (WHERE due_at < clock_timestamp())::int AS due,
              count(*) FILTER (WHERE due_at >= clock_timestamp())::int AS waiting
         FROM gongdan.sla_timer`,
    );
    return rows[0] ?? { due: 0, waiting: 0 };
  }

  private async keep(id: string): Promise<void> {
    const time = { asOf: null, noticedAt: await this.now() };
    await this.keeper.keep({ kind: 'ticket', id }, time, { actor: 'policy:test' });
  }
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  pool.on('error', () => undefined);
  return pool;
}

function eventAt(at: number, type: 'TicketRegistered' | 'WorkPaused' | 'WorkResumed') {
  const { schemaVersion, sample } = eventContract(type);
  return {
    id: randomUUID(),
    type,
    schemaVersion,
    data: sample as Record<string, unknown>,
    actor: 'clerk-one',
    occurredAt: instantOf(at),
    correlationId: randomUUID(),
    causationId: null,
    customerId: null,
  };
}

/** Holds whoever comes to a point until it is opened; answers when the first one is there. */
export function holdAt(point: Parameters<typeof armFaultPoint>[0]) {
  const [reached, released] = [gate(), gate()];
  const disarm = armFaultPoint(point, async () => {
    reached.open();
    await released.opened;
  });
  return {
    reached: reached.opened,
    release() {
      disarm();
      released.open();
    },
  };
}

export { HOUR_MS };
