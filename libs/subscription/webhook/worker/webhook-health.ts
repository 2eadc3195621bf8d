import type { ClientBase } from 'pg';
import type { DisabledReason } from '../domain/webhook.js';
import type { Delivery } from '../store/delivery-log.js';

/**
 * Something was accepted. Where the receiver had been away (so many failures in a row), what waits for a
 * later attempt is tried now: nobody needs to wait out the pauses of an outage that is over.
 */
export async function standAccepted(
  client: ClientBase,
  webhookId: string,
  strainedFailures: number,
): Promise<void> {
  const { rows } = await client.query<{ was_away: boolean }>(
    `UPDATE gongdan.webhook w
        SET failures = 0, failing_since = NULL, last_accepted_at = clock_timestamp()
       FROM (SELECT failures >= $2 AS was_away FROM gongdan.webhook WHERE id = $1) before
      WHERE w.id = $1 RETURNING before.was_away`,
    [webhookId, strainedFailures],
  );
  if (rows[0]?.was_away !== true) return;
  await client.query(
    `UPDATE gongdan.webhook_pending SET due_at = clock_timestamp()
      WHERE webhook_id = $1 AND due_at > clock_timestamp()`,
    [webhookId],
  );
}

/** `failures` more failed in a row (none: something was accepted after them); `last` is the newest. */
export async function standFailed(
  client: ClientBase,
  webhookId: string,
  failures: number,
  last: Delivery,
): Promise<{ readonly failures: number; readonly failingMs: number }> {
  const { rows } = await client.query<{ failures: number; failing_ms: string }>(
    `UPDATE gongdan.webhook
        SET failures = failures + $2,
            failing_since = CASE WHEN $2 > 0 THEN coalesce(failing_since, clock_timestamp()) END,
            last_failure_at = clock_timestamp(), last_failure = $3, last_failure_position = $4
      WHERE id = $1
      RETURNING failures,
                coalesce(extract(epoch FROM clock_timestamp() - failing_since) * 1000, 0) AS failing_ms`,
    [webhookId, failures, last.error, last.position ?? null],
  );
  return { failures: rows[0]?.failures ?? 0, failingMs: Number(rows[0]?.failing_ms ?? 0) };
}

/** What waits stays as it is: resuming goes on where it stands. False: it was not active any more. */
export async function disable(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  reason: DisabledReason,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE gongdan.webhook
        SET state = 'disabled', state_reason = $2, state_since = clock_timestamp(),
            generation = generation + 1
      WHERE id = $1 AND state = 'active'`,
    [webhookId, reason],
  );
  return rowCount === 1;
}
