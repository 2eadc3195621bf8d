import { randomUUID } from 'node:crypto';
import { eventContract, type GongdanEvent, type Role, type SlaEvent } from '@gongdan/contracts';
import {
  GongdanError,
  instantOf,
  streamName,
  type RecordedEvent,
  type StreamName,
} from '@gongdan/core';
import pg from 'pg';
import { eventually } from '../../../test/setup/eventually.js';
import { createTestEngine, type TestEngine } from '../../../test/setup/test-engine.js';
import type { NoticeChannel } from '../channels/notice-channel.js';
import { NoticeQueue } from '../delivery/notice-queue.js';
import { NoticeWorker } from '../delivery/notice-worker.js';
import { QuietHours, type QuietRule } from '../domain/quiet-hours.js';
import { noticeMigrations } from '../migrations/index.js';
import { makeNotices } from '../planning/make-notices.js';

type Escalated = Extract<SlaEvent, { type: 'SlaClockEscalated' }>['data'];

export interface WorkerOptions {
  readonly rules?: readonly QuietRule[];
  readonly pausesMs?: readonly number[];
  readonly leaseMs?: number;
}

export interface SeenNotice {
  readonly id: string;
  readonly account_id: string | null;
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
  readonly failures: number;
  readonly next_at: Date | null;
  readonly overtaken_at: Date | null;
}

export interface SeenAttempt {
  readonly outcome: string;
  readonly reason: string | null;
  readonly words: string | null;
  readonly next_at: Date | null;
}

/** A log and its notices on a database of its own, with any number of workers. */
export class NoticeScene {
  readonly failures: unknown[] = [];
  private readonly pools: pg.Pool[] = [];
  private readonly workers: NoticeWorker[] = [];

  private constructor(readonly test: TestEngine) {}

  static async open(): Promise<NoticeScene> {
    const test = await createTestEngine({ migrations: noticeMigrations });
    await test.engine.feed.add(makeNotices(test.engine.store));
    await test.engine.start();
    return new NoticeScene(test);
  }

  async close(): Promise<void> {
    await this.stopWorkers();
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.test.remove();
  }

  async stopWorkers(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.stop()));
  }

  get pool(): pg.Pool {
    return this.test.engine.pool;
  }

  /** Answers the account’s id. */
  async hire(
    username: string,
    roles: readonly Role[],
    more: { readonly email?: string; readonly technicianId?: string } = {},
  ): Promise<string> {
    const account = { username, password: 'correct horse', roles, ...more };
    const created = await this.test.engine.accounts.create(account);
    if (!created.ok) throw new GongdanError(created.error);
    return created.value.id;
  }

  /** A rung of a broken promise of a ticket of its own; answers the ticket’s id. */
  async escalated(more: Partial<Escalated> = {}, occurredAtMs = Date.now()): Promise<string> {
    const id = more.subject?.id ?? randomUUID();
    await this.append(
      streamName('sla', id),
      {
        type: 'SlaClockEscalated',
        data: escalation({ kind: 'ticket', id }, more),
      },
      { occurredAtMs },
    );
    return id;
  }

  /** What follows on an escalation of the same clock. */
  async clockEvent(id: string, type: 'SlaClockMissed' | 'SlaClockCancelled' | 'SlaClockBreached') {
    const {
      notify: _1,
      by: _2,
      rung: _3,
      escalateAt: _4,
      to: _5,
      ...data
    } = escalation({ kind: 'ticket', id }, {});
    const status = type === 'SlaClockMissed' ? 'stopped' : 'cancelled';
    const standing = type === 'SlaClockBreached' ? data.standing : { ...data.standing, status };
    const { policy, dueAt, firedAt, ...common } = data;
    await this.append(streamName('sla', id), {
      type,
      data: {
        ...common,
        ...(type === 'SlaClockBreached' ? { policy, dueAt, firedAt } : {}),
        standing,
      },
    } as GongdanEvent);
  }

  /** Appends, and waits until its notices are made. */
  async append(
    stream: StreamName,
    event: GongdanEvent,
    { actor = 'clerk-one', occurredAtMs = Date.now() } = {},
  ): Promise<RecordedEvent> {
    const { store, ids, feed } = this.test.engine;
    const result = await store.append({
      writes: [
        {
          stream,
          expected: 'any',
          events: [
            {
              id: ids.next(),
              type: event.type,
              schemaVersion: eventContract(event.type).schemaVersion,
              data: event.data,
              actor,
              occurredAt: instantOf(occurredAtMs),
              correlationId: ids.next(),
              causationId: null,
              customerId: 'c1',
            },
          ],
        },
      ],
    });
    if (result.status !== 'appended') throw new Error(result.status);
    await feed.waitFor('notices', result.position, 30_000);
    return result.events[0] as RecordedEvent;
  }

  /** As another process has it: with a pool of its own. */
  worker(channel: NoticeChannel, options: WorkerOptions = {}): NoticeWorker {
    const pool = new pg.Pool({ connectionString: this.test.databaseUrl, max: 4 });
    pool.on('error', () => undefined);
    this.pools.push(pool);
    const { rules = [], pausesMs = [0, 0, 0], leaseMs } = options;
    const worker = new NoticeWorker({
      queue: new NoticeQueue(pool),
      channel,
      store: this.test.engine.store,
      quietHours: new QuietHours(rules),
      pausesMs,
      onFailure: (error) => this.failures.push(error),
      ...(leaseMs === undefined ? {} : { leaseMs }),
    });
    this.workers.push(worker);
    return worker;
  }

  async notices(subjectId: string): Promise<readonly SeenNotice[]> {
    const { rows } = await this.pool.query<SeenNotice>(
      `SELECT id, account_id, channel, state, reason, failures, next_at, overtaken_at
         FROM gongdan.notice WHERE subject_id = $1 ORDER BY number`,
      [subjectId],
    );
    return rows;
  }

  async states(subjectId: string): Promise<readonly string[]> {
    const all = await this.notices(subjectId);
    return all.map(({ channel, state, reason }) =>
      [channel, state, ...(reason === null ? [] : [reason])].join(' '),
    );
  }

  async attempts(subjectId: string): Promise<readonly SeenAttempt[]> {
    const { rows } = await this.pool.query<SeenAttempt>(
      `SELECT a.outcome, a.reason, a.words, a.next_at
         FROM gongdan.notice_attempt a JOIN gongdan.notice n ON n.id = a.notice_id
        WHERE n.subject_id = $1 ORDER BY a.id`,
      [subjectId],
    );
    return rows;
  }

  /** Waits until nothing of it is still to be sent. */
  settled(subjectId: string): Promise<void> {
    return eventually(`the notices of ${subjectId} are settled`, async () => {
      const all = await this.notices(subjectId);
      return all.length > 0 && all.every(({ next_at: nextAt }) => nextAt === null);
    });
  }

  /** As if the time that it waits for had come. */
  async comesDue(subjectId: string): Promise<void> {
    await this.pool.query(
      `UPDATE gongdan.notice SET next_at = statement_timestamp()
        WHERE subject_id = $1 AND next_at IS NOT NULL`,
      [subjectId],
    );
  }
}

function escalation(subject: Escalated['subject'], more: Partial<Escalated>): Escalated {
  const { sample } = eventContract('SlaClockEscalated');
  return {
    ...(sample as Escalated),
    subject,
    notify: ['dispatch-manager'],
    by: ['email'],
    ...more,
  };
}
