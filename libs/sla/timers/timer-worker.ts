import type { SlaSubject } from '@gongdan/contracts';
import { faultPoint, isPlanted, messageOf } from '@gongdan/core';
import { inTransaction, Rounds } from '@gongdan/event-feed';
import { systemClock } from '@gongdan/platform';
import type { ClientBase, Pool } from 'pg';
import type { ClockKeeper } from '../keeping/clock-keeper.js';

/** Most timers that a worker takes at once. */
export const TIMERS_AT_ONCE_MAX = 64;
/** How long a worker rests when nothing is due: a breach is noticed within a second. */
const TIMER_POLL_MS = 100;
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
  readonly now_ms: string;
}

/**
 * Takes what is due, by the database’s clock alone, and keeps the clocks of its subjects. Any number of
 * workers may run: a row is held by one of them; whoever dies lets go at once; and what was fired twice is
 * told once, because the SLA stream decides.
 */
export class TimerWorker {
  private readonly rounds = new Rounds({
    round: async () => (await this.tick()) === TIMERS_AT_ONCE_MAX,
    restMs: TIMER_POLL_MS,
    onFailure: (error) => this.onFailure(error),
    onSuccess: () => this.onSuccess(),
  });

  constructor(
    private readonly pool: Pool,
    private readonly keeper: Pick<ClockKeeper, 'keep'>,
    private readonly onFailure: (error: unknown) => void,
    private readonly onSuccess: () => void = () => {},
  ) {}

  start(): void {
    this.rounds.start();
  }

  /** Waits for what is in hand. */
  stop(): Promise<void> {
    return this.rounds.stop();
  }

  /** Fires what is due now. Answers how many timers were taken. */
  tick(): Promise<number> {
    return inTransaction(this.pool, 'BEGIN', async (client) => {
      const due = await take(client);
      if (due.length === 0) return 0;
      await faultPoint('timer.after-claim-before-event');
      const outcomes = await this.fireAll(due);
      await faultPoint('timer.after-event-before-removal');
      await settle(client, outcomes);
      return due.length;
    });
  }

  /** Subject by subject, some at once. */
  private async fireAll(due: readonly DueTimer[]): Promise<readonly Outcome[]> {
    const bySubject = [...Map.groupBy(due, ({ subject_id: id }) => id).values()];
    const outcomes: Outcome[] = [];
    const worker = async (): Promise<void> => {
      for (let timers = bySubject.shift(); timers; timers = bySubject.shift()) {
        outcomes.push({ timers, failure: await this.fire(timers) });
      }
    };
    await Promise.all(Array.from({ length: KEPT_AT_ONCE }, worker));
    return outcomes;
  }

  /** Answers why it failed: what fails is tried again later and keeps nobody waiting. */
  private async fire(timers: readonly DueTimer[]): Promise<string | null> {
    const [first] = timers;
    if (first === undefined) return null;
    const now = Number(first.now_ms);
    try {
      await this.keeper.keep(
        { kind: first.subject_kind, id: first.subject_id },
        { asOf: now, noticedAt: now },
        { actor: ACTOR },
      );
      return null;
    } catch (error) {
      this.onFailure(error);
      return messageOf(error);
    }
  }
}

/** What became of one subject’s timers. */
interface Outcome {
  readonly timers: readonly DueTimer[];
  /** Null: fired. */
  readonly failure: string | null;
}

/**
 * Whole milliseconds, as clocks are judged by: a moment is over when the next one has begun. (A timer within
 * the present millisecond would be taken for one whose clock has nothing to tell.) Not clock_timestamp(),
 * which may change from row to row, so that no index can be asked about it.
 */
const NOW_MS = `date_trunc('milliseconds', statement_timestamp())`;

/** Exported for its spec only. */
export async function take(client: Pick<ClientBase, 'query'>): Promise<readonly DueTimer[]> {
  const own = `'${systemClock.now()}'::timestamptz`;
  const now = isPlanted('timer.own-clock') ? own : NOW_MS;
  const lock = isPlanted('timer.without-lock') ? '' : 'FOR UPDATE SKIP LOCKED';
  const { rows } = await client.query<DueTimer>(
    `SELECT subject_id, subject_kind, clock, cycle,
            (extract(epoch FROM ${now}) * 1000)::bigint::text AS now_ms
       FROM gongdan.sla_timer
      WHERE due_at < ${now} AND (not_before IS NULL OR not_before < statement_timestamp())
      ORDER BY due_at
      LIMIT $1
        ${lock}`,
    [TIMERS_AT_ONCE_MAX],
  );
  return rows;
}

/** Removes what was fired, and puts off what failed. */
async function settle(client: ClientBase, outcomes: readonly Outcome[]): Promise<void> {
  const fired = outcomes.filter(({ failure }) => failure === null).flatMap(({ timers }) => timers);
  await client.query(`DELETE FROM gongdan.sla_timer t ${OF_THESE}`, keysOf(fired));
  for (const { timers, failure } of outcomes) {
    if (failure !== null) await postpone(client, timers, failure);
  }
}

async function postpone(
  client: ClientBase,
  timers: readonly DueTimer[],
  reason: string,
): Promise<void> {
  await client.query(
    `UPDATE gongdan.sla_timer t
        SET failures = failures + 1, last_failure = left($4, 1000),
            not_before = clock_timestamp()
              + least(1000 * 2 ^ least(failures, 20), $5) * interval '1 millisecond'
      ${OF_THESE}`,
    [...keysOf(timers), reason, TIMER_RETRY_MS_MAX],
  );
}

const OF_THESE = `WHERE (t.subject_id, t.clock, t.cycle) IN
  (SELECT * FROM unnest($1::text[], $2::text[], $3::int[]))`;

const keysOf = (timers: readonly DueTimer[]) => [
  timers.map(({ subject_id: id }) => id),
  timers.map(({ clock }) => clock),
  timers.map(({ cycle }) => cycle),
];
