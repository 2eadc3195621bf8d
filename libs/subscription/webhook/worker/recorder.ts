import type { RandomSource } from '@gongdan/core';
import type { ClientBase } from 'pg';
import { GONE, isAccepted, type PostOutcome } from '../delivery/post.js';
import { pauseAfterMs } from '../domain/retry-schedule.js';
import { DELIVERIES_KEPT_MAX, type DisabledReason } from '../domain/webhook.js';
import { insertDeliveries, pruneDeliveries, type Delivery } from '../store/delivery-log.js';
import { promoteFirst, type Backlog, type Waiting } from './backlog.js';
import { disable, standFailed, standAccepted } from './webhook-health.js';

export interface RecorderRules {
  readonly pausesMs: readonly number[];
  readonly failingMsMax: number;
  readonly strainedFailures: number;
  readonly random: RandomSource;
}

/** What came of one attempt. */
export interface Attempt {
  readonly waiting: Waiting;
  readonly sentAtMs: number;
  readonly outcome: PostOutcome;
}

/** Where the webhook stands after what was recorded. */
export interface Recorded {
  readonly accepted: number;
  /** The next ones of the streams in which something was accepted: due now. */
  readonly next: readonly Waiting[];
  /** In a row, up to now. */
  readonly failures: number;
  readonly disabled?: DisabledReason;
}

/** The delivery log is cut after so many further lines. */
const PRUNED_EVERY = 500;

/** Writes down what came of attempts, those that end at the same time in one transaction. */
export class Recorder {
  private sincePruned = 0;

  constructor(
    private readonly webhookId: string,
    private readonly backlog: Pick<Backlog, 'transaction'>,
    private readonly rules: RecorderRules,
  ) {}

  /** In the order in which they ended, one of each stream. Throws `WEBHOOK.LEASE_LOST`. */
  record(attempts: readonly Attempt[]): Promise<Recorded> {
    const { webhookId, rules } = this;
    const deliveries = attempts.map((attempt) => this.deliveryOf(attempt));
    const accepted = attempts.filter(({ outcome }) => isAccepted(outcome));
    const failed = deliveries.filter(({ error }) => error !== null);
    return this.backlog.transaction(async (client) => {
      await insertDeliveries(client, webhookId, deliveries);
      if (failed.length > 0) await this.putOff(client, failed);
      let next: readonly Waiting[] = [];
      if (accepted.length > 0) {
        next = await this.remove(client, accepted);
        await standAccepted(client, webhookId, rules.strainedFailures);
      }
      await this.prune(client, attempts.length);
      const [last] = failed.slice(-1);
      if (last === undefined) return { accepted: accepted.length, next, failures: 0 };
      const standing = await standFailed(client, webhookId, failuresAtEnd(attempts), last);
      const reason = reasonToDisable(attempts, failed, standing, rules);
      const isDisabled = reason !== undefined && (await disable(client, webhookId, reason));
      return {
        accepted: accepted.length,
        next,
        failures: standing.failures,
        ...(isDisabled ? { disabled: reason } : {}),
      };
    });
  }

  private deliveryOf({ waiting, sentAtMs, outcome }: Attempt): Delivery {
    const failures = waiting.failures + 1;
    const { retryAfterMs, statusCode } = outcome;
    const { pausesMs, random } = this.rules;
    const again = !isAccepted(outcome) && statusCode !== GONE;
    const pauseMs = again ? pauseAfterMs(failures, pausesMs, random, retryAfterMs) : undefined;
    return { ...waiting, ...outcome, attempt: failures, sentAtMs, pauseMs };
  }

  /** Answers what is due in their places. */
  private async remove(
    client: ClientBase,
    accepted: readonly Attempt[],
  ): Promise<readonly Waiting[]> {
    await client.query(
      'DELETE FROM gongdan.webhook_pending WHERE webhook_id = $1 AND position = ANY ($2)',
      [this.webhookId, accepted.map(({ waiting }) => waiting.position)],
    );
    const streams = accepted.map(({ waiting }) => waiting.stream);
    return promoteFirst(client, this.webhookId, streams);
  }

  /** Where there is no pause, the webhook is disabled in the same transaction and nothing is due any more. */
  private async putOff(client: ClientBase, failed: readonly Delivery[]): Promise<void> {
    await client.query(
      `UPDATE gongdan.webhook_pending p
          SET failures = f.failures, due_at = clock_timestamp() + f.pause_ms * interval '1 millisecond'
         FROM unnest($2::bigint[], $3::int[], $4::bigint[]) AS f (position, failures, pause_ms)
        WHERE p.webhook_id = $1 AND p.position = f.position`,
      [
        this.webhookId,
        failed.map(({ position }) => position),
        failed.map(({ attempt }) => attempt),
        failed.map(({ pauseMs }) => pauseMs ?? 0),
      ],
    );
  }

  private async prune(client: ClientBase, recorded: number): Promise<void> {
    this.sincePruned += recorded;
    if (this.sincePruned < PRUNED_EVERY) return;
    this.sincePruned = 0;
    await pruneDeliveries(client, this.webhookId, DELIVERIES_KEPT_MAX);
  }
}

/** How many failed since the last one that was accepted. */
function failuresAtEnd(attempts: readonly Attempt[]): number {
  const lastAccepted = attempts.findLastIndex(({ outcome }) => isAccepted(outcome));
  return attempts.length - 1 - lastAccepted;
}

function reasonToDisable(
  attempts: readonly Attempt[],
  failed: readonly Delivery[],
  { failingMs }: { readonly failingMs: number },
  { failingMsMax }: RecorderRules,
): DisabledReason | undefined {
  if (attempts.some(({ outcome }) => outcome.statusCode === GONE)) return 'gone';
  if (failed.some(({ pauseMs }) => pauseMs === undefined)) return 'attempts-used-up';
  return failingMs >= failingMsMax ? 'failing-too-long' : undefined;
}
