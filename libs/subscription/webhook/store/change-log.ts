import type { Instant } from '@gongdan/core';
import type { ClientBase } from 'pg';
import { instantOfDate } from './webhook-rows.js';

export const WEBHOOK_CHANGES = [
  'created',
  'amended',
  'paused',
  'resumed',
  'secret-rotated',
  'sent-back',
  'removed',
] as const;
export type WebhookChange = (typeof WEBHOOK_CHANGES)[number];

export interface ChangeLine {
  readonly id: number;
  readonly changedAt: Instant;
  readonly actor: string;
  readonly change: WebhookChange;
  readonly details: Readonly<Record<string, unknown>>;
}

interface ChangeRow {
  readonly id: string;
  readonly changed_at: Date;
  readonly actor: string;
  readonly change: WebhookChange;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Who changed what: in the transaction of the change. Never with a secret in it. */
export async function noteChange(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  { actor, change, details = {} }: Pick<ChangeLine, 'actor' | 'change'> & { details?: object },
): Promise<void> {
  await client.query(
    `INSERT INTO gongdan.webhook_change (webhook_id, actor, change, details)
     VALUES ($1, $2, $3, $4)`,
    [webhookId, actor, change, JSON.stringify(details)],
  );
}

/** The newest first; only those before the line `before`. */
export async function readChanges(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<readonly ChangeLine[]> {
  const { rows } = await client.query<ChangeRow>(
    `SELECT id, changed_at, actor, change, details FROM gongdan.webhook_change
      WHERE webhook_id = $1 AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [webhookId, before ?? null, limit],
  );
  return rows.map(({ id, changed_at, ...line }) => ({
    ...line,
    id: Number(id),
    changedAt: instantOfDate(changed_at),
  }));
}
