import type { RecordedEvent } from '@gongdan/core';
import type { ClientBase, Pool } from 'pg';
import type { DeadLetter, DeadLetterFilter } from '../event-feed.js';

/** Longest reason kept with a letter. */
const REASON_LENGTH_MAX = 2_000;
/** Most letters one listing answers; `gongdan_consumer_dead_letters` and `feed status` count all of them. */
export const DEAD_LETTERS_LISTED_MAX = 1_000;

/** An event to be parked, and why. */
export interface Parking {
  readonly event: RecordedEvent;
  readonly reason: string;
  readonly attempts: number;
}

interface LetterRow {
  readonly consumer: string;
  readonly position: string;
  readonly stream: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly reason: string;
  readonly attempts: number;
  readonly parked_at: Date;
}

/** Must run in the transaction that moves the consumer’s checkpoint past these events. */
export async function park(
  client: ClientBase,
  consumer: string,
  parkings: readonly Parking[],
): Promise<void> {
  await client.query(
    `INSERT INTO gongdan.dead_letter
       (consumer, position, stream, event_id, event_type, reason, attempts)
     SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[])`,
    [
      consumer,
      parkings.map(({ event }) => event.position),
      parkings.map(({ event }) => event.stream),
      parkings.map(({ event }) => event.id),
      parkings.map(({ event }) => event.type),
      parkings.map(({ reason }) => storable(reason)),
      parkings.map(({ attempts }) => attempts),
    ],
  );
}

/**
 * In log order, by consumer. Of more than DEAD_LETTERS_LISTED_MAX the first ones of every stream: one long stream must
 * not hide that others are parked.
 */
export async function listLetters(
  pool: Pool,
  { consumer, stream, position }: DeadLetterFilter,
): Promise<readonly DeadLetter[]> {
  const { rows } = await pool.query<LetterRow>(
    `SELECT consumer, position, stream, event_id, event_type, reason, attempts, parked_at
       FROM (SELECT *, row_number() OVER (PARTITION BY consumer, stream ORDER BY position) AS place
               FROM gongdan.dead_letter
              WHERE ($1::text IS NULL OR consumer = $1) AND ($2::text IS NULL OR stream = $2)
                AND ($3::bigint IS NULL OR position = $3)
              ORDER BY place, consumer, position LIMIT ${DEAD_LETTERS_LISTED_MAX}) letter
      ORDER BY consumer, position`,
    [consumer ?? null, stream ?? null, position ?? null],
  );
  return rows.map((row) => ({
    consumer: row.consumer,
    position: Number(row.position),
    stream: row.stream,
    eventId: row.event_id,
    eventType: row.event_type,
    reason: row.reason,
    attempts: row.attempts,
    parkedAt: row.parked_at.toISOString(),
  }));
}

/** Position of the stream’s oldest letter; undefined: there is none (any more). */
export async function oldestLetter(
  client: ClientBase,
  consumer: string,
  stream: string,
): Promise<number | undefined> {
  const { rows } = await client.query<{ position: string }>(
    `SELECT position FROM gongdan.dead_letter
      WHERE consumer = $1 AND stream = $2 ORDER BY position LIMIT 1`,
    [consumer, stream],
  );
  return rows[0] === undefined ? undefined : Number(rows[0].position);
}

/** Removes a handled letter and tells the consumer that its letters changed. */
export async function removeLetter(
  client: ClientBase,
  consumer: string,
  position: number,
): Promise<void> {
  await client.query('DELETE FROM gongdan.dead_letter WHERE consumer = $1 AND position = $2', [
    consumer,
    position,
  ]);
  await client.query(
    'UPDATE gongdan.consumer_checkpoint SET generation = generation + 1 WHERE name = $1',
    [consumer],
  );
}

export async function noteFailedReplay(
  pool: Pool,
  letter: { consumer: string; position: number; reason: string },
): Promise<void> {
  await pool.query(
    `UPDATE gongdan.dead_letter SET reason = $3, attempts = attempts + 1
      WHERE consumer = $1 AND position = $2`,
    [letter.consumer, letter.position, storable(letter.reason)],
  );
}

/** PostgreSQL’s text takes no NUL. */
const storable = (reason: string): string =>
  reason.replaceAll('\u0000', '\uFFFD').slice(0, REASON_LENGTH_MAX);
