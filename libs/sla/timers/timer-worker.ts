import type { SlaSubject } from '@gongdan/contracts';
import { faultPoint, messageOf } from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import type { ClientBase, Pool } from 'pg';
import type { ClockKeeper } from '../keeping/clock-keeper.js';

/** Most timers that a worker takes at once. */
export const TIMERS_AT_ONCE_MAX = 64;
/** How long a worker rests when nothing is due: a breach is noticed within a second. */
export const TIMER_POLL_MS = 200;
/** A timer that failed is tried again after 1 s, 2 s … at most this long. */
export const TIMER_RETRY_MS_MAX = 60_000;

/** Subjects that are kept side by side. */
const KEPT_AT_ONCE = 8;
const ACTOR = 'system';

interface DueTimer {
  readonly subject_id: string;
  readonly subject_kind: SlaSubject['kind'];
  readonly clock: string;
  readonly cycle: number;
  readonly due_at: Date;
  readonly now_ms: string;
  readonly failures: number;
}

/**
 * Takes what is due, by the database’s clock alone, and keeps the clocks of its subjects. Any number of
 * workers may run: a row is held by one of them; whoever dies lets go at once; and what was fired twice is
 * told once, because the SLA stream decides.
 */
export class TimerWorker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = true;

  constructor(
    private readonly pool: Pool,
    private readonly keeper: Pick<ClockKeeper, 'keep'>,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.plan(0);
  }

  /** Waits for what is in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Fires what is due now. Answers how many timers were taken. */
  tick(): Promise<number> {
    return inTransaction(this.pool, 'BEGIN', async (client) => {
      const due = await take(client);
      await faultPoint('timer.after-claim-before-event');
      const bySubject = [...Map.groupBy(due, ({ subject_id: id }) => id).values()];
      const worker = async (): Promise<void> => {
        for (let next = bySubject.shift(); next; next = bySubject.shift()) {
          await this.fire(next, client);
        }
      };
      await Promise.all(Array.from({ length: KEPT_AT_ONCE }, worker));
      return due.length;
    });
  }

  private plan(pauseMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.turn();
    }, pauseMs);
  }

  private async turn(): Promise<void> {
    let taken = 0;
    try {
      taken = await this.tick();
    } catch (error) {
      this.onFailure(error);
    }
    this.plan(taken === TIMERS_AT_ONCE_MAX ? 0 : TIMER_POLL_MS);
  }

  /** One subject’s timers. What fails is tried again later and keeps nobody waiting. */
  private async fire(timers: readonly DueTimer[], client: ClientBase): Promise<void> {
    const [first] = timers;
    if (first === undefined) return;
    const subject = { kind: first.subject_kind, id: first.subject_id };
    try {
      const now = Number(first.now_ms);
      await this.keeper.keep(subject, { asOf: now, noticedAt: now }, { actor: ACTOR });
      await faultPoint('timer.after-event-before-removal');
      await removeFired(client, timers);
    } catch (error) {
      this.onFailure(error);
      await postpone(client, timers, messageOf(error));
    }
  }
}

/**
 * Whole milliseconds, as clocks are judged by: a moment is over when the next one has begun. (A timer within
 * the present millisecond would be taken for one whose clock has nothing to tell.)
 */
const NOW_MS = `date_trunc('milliseconds', clock_timestamp())`;

async function take(client: ClientBase): Promise<readonly DueTimer[]> {
  const { rows } = await client.query<DueTimer>(
    `SELECT subject_id, subject_kind, clock, cycle, due_at, failures,
            (extract(epoch FROM ${NOW_MS}) * 1000)::bigint::text AS now_ms
       FROM gongdan.sla_timer
      WHERE due_at < ${NOW_MS} AND (not_before IS NULL OR not_before < clock_timestamp())
      ORDER BY due_at
      LIMIT $1
        FOR UPDATE SKIP LOCKED`,
    [TIMERS_AT_ONCE_MAX],
  );
  return rows;
}

async function removeFired(client: ClientBase, timers: readonly DueTimer[]): Promise<void> {
  await client.query(
    `DELETE FROM gongdan.sla_timer
      WHERE subject_id = $1 AND (clock, cycle) IN (SELECT * FROM unnest($2::text[], $3::int[]))`,
    keyOf(timers),
  );
}

async function postpone(
  client: ClientBase,
  timers: readonly DueTimer[],
  reason: string,
): Promise<void> {
  await client.query(
    `UPDATE gongdan.sla_timer
        SET failures = failures + 1, last_failure = left($4, 1000),
            not_before = clock_timestamp()
              + least(1000 * 2 ^ least(failures, 20), $5) * interval '1 millisecond'
      WHERE subject_id = $1 AND (clock, cycle) IN (SELECT * FROM unnest($2::text[], $3::int[]))`,
    [...keyOf(timers), reason, TIMER_RETRY_MS_MAX],
  );
}

const keyOf = (timers: readonly DueTimer[]) => [
  timers[0]?.subject_id,
  timers.map(({ clock }) => clock),
  timers.map(({ cycle }) => cycle),
];
