import { LEASE_MS_MAX } from '@gongdan/event-feed';
import type { Pool } from 'pg';
import type { WebhookState } from '../domain/webhook.js';

/** A webhook that this process works on, for as long as nobody has raised the epoch. */
export interface Lease {
  readonly webhookId: string;
  readonly epoch: number;
}

/** What a sign of life answers. */
export interface Standing {
  readonly state: WebhookState;
  readonly generation: number;
  readonly isOwnerDisabled: boolean;
}

/** Of a webhook `w`: the account that it belongs to may do nothing any more. */
export const OWNER_DISABLED = `EXISTS (SELECT FROM gongdan.user_account a
  WHERE a.id::text = w.owner AND a.disabled_at IS NOT NULL)`;

/** Most webhooks taken at once: another process that starts at the same time gets its share. */
const TAKEN_AT_ONCE_MAX = 20;

/** The leases in gongdan.webhook. All times are the database’s. */
export class LeaseStore {
  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number,
    /** Identity of this process among all that may work on the same webhooks. */
    private readonly owner: string,
  ) {}

  /**
   * Takes active webhooks that nobody has (or until a time that the clock was set back from), and raises their
   * epochs, which shuts out whoever had them before. A locked row is being worked on: it is left alone.
   */
  async take(): Promise<readonly Lease[]> {
    const { rows } = await this.pool.query<{ id: string; epoch: string }>(
      `UPDATE gongdan.webhook w
          SET epoch = w.epoch + 1, lease_owner = $1,
              lease_until = clock_timestamp() + $2 * interval '1 millisecond'
         FROM (SELECT id FROM gongdan.webhook
                WHERE state = 'active'
                  AND (lease_until IS NULL OR lease_until <= clock_timestamp()
                       OR lease_until > clock_timestamp() + ${LEASE_MS_MAX} * interval '1 millisecond')
                ORDER BY id LIMIT ${TAKEN_AT_ONCE_MAX}
                  FOR NO KEY UPDATE SKIP LOCKED) free
        WHERE w.id = free.id
        RETURNING w.id, w.epoch`,
      [this.owner, this.leaseMs],
    );
    return rows.map(({ id, epoch }) => ({ webhookId: id, epoch: Number(epoch) }));
  }

  /** Prolongs leases; one that is missing in the answer is lost, or the webhook was removed. */
  async prolong(leases: readonly Lease[]): Promise<ReadonlyMap<string, Standing>> {
    if (leases.length === 0) return new Map();
    const { rows } = await this.pool.query<{
      id: string;
      state: WebhookState;
      generation: string;
      is_owner_disabled: boolean;
    }>(
      `UPDATE gongdan.webhook w
          SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
         FROM (SELECT known.id
                 FROM unnest($1::text[], $2::bigint[]) AS mine (id, epoch)
                 JOIN gongdan.webhook known USING (id, epoch)
                ORDER BY known.id FOR NO KEY UPDATE OF known) mine
        WHERE w.id = mine.id
        RETURNING w.id, w.state, w.generation, ${OWNER_DISABLED} AS is_owner_disabled`,
      [leases.map(({ webhookId }) => webhookId), leases.map(({ epoch }) => epoch), this.leaseMs],
    );
    return new Map(
      rows.map(({ id, state, generation, is_owner_disabled }) => [
        id,
        { state, generation: Number(generation), isOwnerDisabled: is_owner_disabled },
      ]),
    );
  }

  /** Ends a lease at once, so that another process need not wait for it. */
  async release({ webhookId, epoch }: Lease): Promise<void> {
    await this.pool.query(
      `UPDATE gongdan.webhook SET lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND epoch = $2`,
      [webhookId, epoch],
    );
  }
}
