import { instantOf, type Instant } from '@gongdan/core';
import type { ClientBase } from 'pg';
import type { WebhookState } from '../domain/webhook.js';

/** A webhook as it is kept and shown; its secrets without the secret. */
export interface WebhookView {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly types: readonly string[] | null;
  readonly stream: string | null;
  readonly personal: boolean;
  /** The integration account it belongs to; null: the organisation’s. */
  readonly owner: string | null;
  readonly state: WebhookState;
  readonly stateReason: string | null;
  readonly stateSince: Instant;
  /** Everything up to here was accepted. */
  readonly position: number;
  /** The log was read up to here; what lies between is pending. */
  readonly readPosition: number;
  readonly pending: number;
  readonly nextAttemptAt: Instant | null;
  /** In a row. */
  readonly failures: number;
  readonly failingSince: Instant | null;
  readonly lastAcceptedAt: Instant | null;
  readonly lastFailureAt: Instant | null;
  readonly lastFailure: string | null;
  readonly lastFailurePosition: number | null;
  readonly secrets: readonly { readonly createdAt: Instant; readonly endsAt: Instant | null }[];
  readonly createdBy: string;
  readonly createdAt: Instant;
}

interface WebhookRow {
  readonly id: string;
  readonly url: string;
  readonly description: string | null;
  readonly types: string[] | null;
  readonly stream: string | null;
  readonly personal: boolean;
  readonly owner: string | null;
  readonly state: WebhookState;
  readonly state_reason: string | null;
  readonly state_since: Date;
  readonly position: string;
  readonly first_pending: string | null;
  readonly pending: string;
  readonly next_attempt_at: Date | null;
  readonly failures: number;
  readonly failing_since: Date | null;
  readonly last_accepted_at: Date | null;
  readonly last_failure_at: Date | null;
  readonly last_failure: string | null;
  readonly last_failure_position: string | null;
  readonly secrets: readonly { created_at_ms: number; ends_at_ms: number | null }[] | null;
  readonly created_by: string;
  readonly created_at: Date;
}

/** By age. `id`: only that one; `owner`: only those of this account. */
export async function readWebhooks(
  client: Pick<ClientBase, 'query'>,
  { id, owner }: { readonly id?: string | undefined; readonly owner?: string | undefined },
): Promise<readonly WebhookView[]> {
  const { rows } = await client.query<WebhookRow>(
    `SELECT w.*, p.first_pending, p.pending, p.next_attempt_at, s.secrets
       FROM gongdan.webhook w
            CROSS JOIN LATERAL (
              SELECT min(position) AS first_pending, count(*) AS pending,
                     min(due_at) AS next_attempt_at
                FROM gongdan.webhook_pending WHERE webhook_id = w.id) p
            CROSS JOIN LATERAL (
              SELECT json_agg(json_build_object(
                       'created_at_ms', extract(epoch FROM created_at) * 1000,
                       'ends_at_ms', extract(epoch FROM ends_at) * 1000) ORDER BY id DESC) AS secrets
                FROM gongdan.webhook_secret
               WHERE webhook_id = w.id AND (ends_at IS NULL OR ends_at > clock_timestamp())) s
      WHERE ($1::text IS NULL OR w.id = $1) AND ($2::text IS NULL OR w.owner = $2)
      ORDER BY w.created_at, w.id`,
    [id ?? null, owner ?? null],
  );
  return rows.map(viewOf);
}

const viewOf = (row: WebhookRow): WebhookView => ({
  id: row.id,
  url: row.url,
  description: row.description,
  types: row.types,
  stream: row.stream,
  personal: row.personal,
  owner: row.owner,
  state: row.state,
  stateReason: row.state_reason,
  stateSince: instantOfDate(row.state_since),
  position: row.first_pending === null ? Number(row.position) : Number(row.first_pending) - 1,
  readPosition: Number(row.position),
  pending: Number(row.pending),
  nextAttemptAt: instantOrNull(row.next_attempt_at),
  failures: row.failures,
  failingSince: instantOrNull(row.failing_since),
  lastAcceptedAt: instantOrNull(row.last_accepted_at),
  lastFailureAt: instantOrNull(row.last_failure_at),
  lastFailure: row.last_failure,
  lastFailurePosition: numberOrNull(row.last_failure_position),
  secrets: (row.secrets ?? []).map(({ created_at_ms, ends_at_ms }) => ({
    createdAt: instantOf(created_at_ms),
    endsAt: ends_at_ms === null ? null : instantOf(ends_at_ms),
  })),
  createdBy: row.created_by,
  createdAt: instantOfDate(row.created_at),
});

export const instantOfDate = (date: Date): Instant => instantOf(date.getTime());
export const instantOrNull = (date: Date | null): Instant | null =>
  date === null ? null : instantOfDate(date);
export const numberOrNull = (text: string | null): number | null =>
  text === null ? null : Number(text);
