import { withoutUndefined } from '@gongdan/core';
import type { Pool } from 'pg';
import type { EventFilter } from '../../filter/event-filter.js';
import type { WebhookState } from '../domain/webhook.js';
import type { SecretStore, SigningSecret } from '../store/secret-store.js';
import { OWNER_DISABLED, type Lease } from './lease-store.js';

/** What a worker has to know of its webhook; read anew whenever somebody changed it. */
export interface Assignment {
  readonly state: WebhookState;
  readonly url: string;
  readonly filter: EventFilter;
  readonly personal: boolean;
  readonly isOwnerDisabled: boolean;
  readonly generation: number;
  readonly position: number;
  readonly pending: number;
  /** In a row. */
  readonly failures: number;
  readonly secrets: readonly SigningSecret[];
}

interface AssignmentRow {
  readonly state: WebhookState;
  readonly url: string;
  readonly types: string[] | null;
  readonly stream: string | null;
  readonly personal: boolean;
  readonly is_owner_disabled: boolean;
  readonly generation: string;
  readonly position: string;
  readonly pending: string;
  readonly failures: number;
}

/** Undefined: the lease is lost, or the webhook was removed. */
export async function readAssignment(
  pool: Pool,
  { webhookId, epoch }: Lease,
  secrets: SecretStore,
): Promise<Assignment | undefined> {
  const { rows } = await pool.query<AssignmentRow>(
    `SELECT w.state, w.url, w.types, w.stream, w.personal, w.generation, w.position, w.failures,
            ${OWNER_DISABLED} AS is_owner_disabled,
            (SELECT count(*) FROM gongdan.webhook_pending p WHERE p.webhook_id = w.id) AS pending
       FROM gongdan.webhook w WHERE w.id = $1 AND w.epoch = $2`,
    [webhookId, epoch],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { state, url, personal, failures } = row;
  return {
    state,
    url,
    personal,
    failures,
    filter: withoutUndefined({ types: row.types ?? undefined, stream: row.stream ?? undefined }),
    isOwnerDisabled: row.is_owner_disabled,
    generation: Number(row.generation),
    position: Number(row.position),
    pending: Number(row.pending),
    secrets: await secrets.signing(pool, webhookId),
  };
}
