import type { Instant } from '@gongdan/core';
import type { ClientBase } from 'pg';
import { instantOfDate, instantOrNull, numberOrNull } from './webhook-rows.js';

/** One attempt, as it is kept. */
export interface Delivery {
  readonly eventId: string;
  readonly eventType: string;
  /** Undefined, like `position`: a test, of no event in the log. */
  readonly stream?: string;
  readonly position?: number;
  readonly attempt: number;
  /** By the database’s clock. */
  readonly sentAtMs: number;
  readonly durationMs: number;
  readonly statusCode: number | null;
  readonly error: string | null;
  /** How long until the next one; undefined: there is none. */
  readonly pauseMs: number | undefined;
}

/** Of a webhook that was removed meanwhile nothing is kept. */
export async function insertDeliveries(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  deliveries: readonly Delivery[],
): Promise<void> {
  await client.query(
    `INSERT INTO gongdan.webhook_delivery
       (webhook_id, event_id, event_type, stream, position, attempt, sent_at, duration_ms,
        status_code, error, next_attempt_at)
     SELECT $1, d.event_id, d.event_type, d.stream, d.position, d.attempt,
            to_timestamp(d.sent_at_ms / 1000.0), d.duration_ms, d.status_code, d.error,
            clock_timestamp() + d.pause_ms * interval '1 millisecond'
       FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::int[], $7::float8[],
                   $8::int[], $9::int[], $10::text[], $11::bigint[])
            AS d (event_id, event_type, stream, position, attempt, sent_at_ms, duration_ms,
                  status_code, error, pause_ms)
      WHERE EXISTS (SELECT FROM gongdan.webhook WHERE id = $1)`,
    [
      webhookId,
      deliveries.map(({ eventId }) => eventId),
      deliveries.map(({ eventType }) => eventType),
      deliveries.map(({ stream }) => stream ?? null),
      deliveries.map(({ position }) => position ?? null),
      deliveries.map(({ attempt }) => attempt),
      deliveries.map(({ sentAtMs }) => sentAtMs),
      deliveries.map(({ durationMs }) => durationMs),
      deliveries.map(({ statusCode }) => statusCode),
      deliveries.map(({ error }) => error),
      deliveries.map(({ pauseMs }) => pauseMs ?? null),
    ],
  );
}

/** Removes all but the newest lines of a webhook. */
export async function pruneDeliveries(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  keptMax: number,
): Promise<void> {
  await client.query(
    `DELETE FROM gongdan.webhook_delivery
      WHERE webhook_id = $1
        AND id <= (SELECT id FROM gongdan.webhook_delivery WHERE webhook_id = $1
                    ORDER BY id DESC OFFSET $2 LIMIT 1)`,
    [webhookId, keptMax],
  );
}

/** One attempt, as it is shown. */
export interface DeliveryLine {
  readonly id: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly stream: string | null;
  readonly position: number | null;
  readonly attempt: number;
  readonly sentAt: Instant;
  readonly durationMs: number;
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly nextAttemptAt: Instant | null;
}

interface DeliveryRow {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly stream: string | null;
  readonly position: string | null;
  readonly attempt: number;
  readonly sent_at: Date;
  readonly duration_ms: number;
  readonly status_code: number | null;
  readonly error: string | null;
  readonly next_attempt_at: Date | null;
}

/** The newest first; only those before the line `before`. */
export async function readDeliveries(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  page: { readonly before: number | undefined; readonly limit: number; readonly failed: boolean },
): Promise<readonly DeliveryLine[]> {
  const { rows } = await client.query<DeliveryRow>(
    `SELECT * FROM gongdan.webhook_delivery
      WHERE webhook_id = $1 AND ($2::bigint IS NULL OR id < $2)
        AND (NOT $4 OR error IS NOT NULL)
      ORDER BY id DESC LIMIT $3`,
    [webhookId, page.before ?? null, page.limit, page.failed],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    eventId: row.event_id,
    eventType: row.event_type,
    stream: row.stream,
    position: numberOrNull(row.position),
    attempt: row.attempt,
    sentAt: instantOfDate(row.sent_at),
    durationMs: row.duration_ms,
    statusCode: row.status_code,
    error: row.error,
    nextAttemptAt: instantOrNull(row.next_attempt_at),
  }));
}
