import type { WorkingDay } from '@gongdan/calendar';
import { epochMsOf, instantOf, isPlanted, type Instant } from '@gongdan/core';
import { databaseNowMs, systemClock } from '@gongdan/platform';
import type { ClientBase } from 'pg';

type Queryable = Pick<ClientBase, 'query'>;

/** A page that failed is tried again after 1 s, 2 s … at most this long. */
export const CARRY_OVER_RETRY_MS_MAX = 60_000;

/** The run of one working day, held by one process. */
export interface HeldDay {
  readonly day: string;
  /** What was left at this moment is carried over. */
  readonly previousEnd: Instant;
  /** Tickets up to this id are done. */
  readonly after: string;
  /** How often the page behind it failed. */
  readonly failures: number;
  readonly isFinished: boolean;
}

/** What became of a page of tickets. */
export interface PageNote {
  readonly notDispatched: number;
  readonly notFinished: number;
  readonly leftOut: number;
  /** Undefined: there are no more tickets. */
  readonly after: string | undefined;
}

/** Present of the database, epoch milliseconds. */
export async function databaseNow(client: Queryable): Promise<number> {
  if (isPlanted('carry-over.own-clock')) return epochMsOf(systemClock.now());
  return databaseNowMs(client);
}

/** Notes when a day began, and that it was noticed now; whoever comes later changes nothing. */
export async function openDay(client: Queryable, day: WorkingDay): Promise<void> {
  await client.query(
    `INSERT INTO gongdan.carry_over_day (day, begins_at, previous_ended_at, started_at)
     VALUES ($1, $2, $3, statement_timestamp()) ON CONFLICT (day) DO NOTHING`,
    [day.date, instantOf(day.start), instantOf(day.previousEnd)],
  );
}

/** Undefined: another process has it in hand, or it failed a moment ago. */
export async function holdDay(client: Queryable, day: string): Promise<HeldDay | undefined> {
  const lock = isPlanted('carry-over.without-lock') ? '' : 'FOR UPDATE SKIP LOCKED';
  const { rows } = await client.query<{
    previous_ended_at: Date;
    after_ticket: string;
    failures: number;
    finished: boolean;
  }>(
    `SELECT previous_ended_at, after_ticket, failures, finished_at IS NOT NULL AS finished
       FROM gongdan.carry_over_day
      WHERE day = $1 AND (not_before IS NULL OR not_before < statement_timestamp())
        ${lock}`,
    [day],
  );
  const [row] = rows;
  return (
    row && {
      day,
      previousEnd: instantOf(row.previous_ended_at.getTime()),
      after: row.after_ticket,
      failures: row.failures,
      isFinished: row.finished,
    }
  );
}

export async function notePage(
  client: Queryable,
  day: string,
  { notDispatched, notFinished, leftOut, after }: PageNote,
): Promise<void> {
  await client.query(
    `UPDATE gongdan.carry_over_day
        SET not_dispatched = not_dispatched + $2, not_finished = not_finished + $3,
            left_out = left_out + $4, after_ticket = coalesce($5, after_ticket), failures = 0,
            not_before = NULL,
            finished_at = CASE WHEN $5::text IS NULL THEN statement_timestamp() END
      WHERE day = $1`,
    [day, notDispatched, notFinished, leftOut, after ?? null],
  );
}

export async function noteFailure(client: Queryable, day: string, reason: string): Promise<void> {
  await client.query(
    `UPDATE gongdan.carry_over_day
        SET failures = failures + 1, last_failure = left($2, 1000),
            not_before = statement_timestamp()
              + least(1000 * 2 ^ least(failures, 20), $3) * interval '1 millisecond'
      WHERE day = $1`,
    [day, reason, CARRY_OVER_RETRY_MS_MAX],
  );
}
