import type { EventStore } from '@gongdan/event-store';
import type { Pool } from 'pg';
import type { WebhookState } from './domain/webhook.js';
import { readWebhooks } from './store/webhook-rows.js';

/** What metrics tell of one webhook. */
export interface WebhookStatus {
  readonly id: string;
  readonly state: WebhookState;
  /** Events that wait for their delivery. */
  readonly pending: number;
  /** Events of the log after the last position up to which all was accepted. */
  readonly lagEvents: number;
  /** Attempts that failed in a row. */
  readonly failures: number;
}

/** Of all webhooks, whichever process works on them. */
export async function webhookStatuses(
  pool: Pool,
  log: Pick<EventStore, 'lastPosition'>,
): Promise<readonly WebhookStatus[]> {
  const views = await readWebhooks(pool, {});
  if (views.length === 0) return [];
  const end = await log.lastPosition();
  return views.map(({ id, state, pending, failures, position }) => ({
    id,
    state,
    pending,
    failures,
    lagEvents: Math.max(0, end - position),
  }));
}
