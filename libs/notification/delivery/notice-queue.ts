import { isPlanted } from '@gongdan/core';
import type { Pool } from 'pg';
import type { NoticeInHand } from '../channels/notice-channel.js';
import type { NotSentReason } from '../domain/notice.js';

/** A notice with the number of its claim. */
export interface Claimed extends NoticeInHand {
  readonly claim: number;
}

/** How an attempt ends, as it is written down. */
export type Settlement =
  | { readonly outcome: 'sent'; readonly words?: string | undefined }
  | {
      readonly outcome: 'not-sent';
      readonly reason: NotSentReason;
      readonly words?: string | undefined;
    }
  | { readonly outcome: 'held'; readonly reason: 'quiet-hours'; readonly untilMs: number }
  | { readonly outcome: 'failed'; readonly words: string; readonly pauseMs: number };

/**
 * No delivery is waited for that long. A lease that ends later was taken before the database’s clock was set back,
 * and nobody may wait until the old time comes again.
 */
const LEASE_MS_MAX = 300_000;

/** The notices that are to be sent, shared by any number of processes. The database’s clock counts alone. */
export class NoticeQueue {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** Takes what is due. Nobody else takes it until it is settled or the lease (at most LEASE_MS_MAX) is over. */
  async claim(channel: string, limit: number, leaseMs: number): Promise<readonly Claimed[]> {
    const { rows } = await this.pool.query<Claimed & { nowMs: string }>(
      `UPDATE gongdan.notice n
          SET claim = n.claim + 1,
              lease_until = statement_timestamp() + $3 * interval '1 millisecond'
         FROM (SELECT id FROM gongdan.notice
                WHERE channel = $1 AND next_at <= statement_timestamp()
                  AND (lease_until IS NULL OR lease_until <= statement_timestamp()
                       OR lease_until > statement_timestamp() + ${LEASE_MS_MAX} * interval '1 millisecond')
                ORDER BY next_at
                LIMIT $2
                  FOR UPDATE SKIP LOCKED) due
        WHERE n.id = due.id
        RETURNING n.id, n.claim, n.facts, n.whom, n.account_id AS "accountId", n.receivers, n.failures,
                  (extract(epoch FROM statement_timestamp()) * 1000)::bigint::text AS "nowMs"`,
      [channel, limit, isPlanted('notice.claim-without-lease') ? 0 : leaseMs],
    );
    return rows.map((row) => ({ ...row, nowMs: Number(row.nowMs) }));
  }

  /**
   * Writes down what became of an attempt. Whoever held the notice for too long, so that another has taken
   * it, adds to the log what he did and changes nothing else.
   */
  async settle({ id, claim }: Claimed, settlement: Settlement, durationMs: number): Promise<void> {
    const { outcome } = settlement;
    const state = outcome === 'failed' ? 'waiting' : outcome;
    const reason = 'reason' in settlement ? settlement.reason : null;
    const mine = isPlanted('notice.settle-without-claim') ? '$2::int > 0' : 'claim = $2';
    const words = 'words' in settlement ? (settlement.words ?? null) : null;
    await this.pool.query(
      `WITH settled AS (
         UPDATE gongdan.notice
            SET state = $3, reason = $4, lease_until = NULL,
                next_at = CASE $3 WHEN 'waiting' THEN statement_timestamp() + $5 * interval '1 millisecond'
                                  WHEN 'held' THEN to_timestamp($6 / 1000.0) END,
                failures = failures + CASE $3 WHEN 'waiting' THEN 1 ELSE 0 END,
                settled_at = CASE WHEN $3 IN ('sent', 'not-sent') THEN statement_timestamp() END,
                overtaken_at = CASE WHEN $4 = 'overtaken' THEN statement_timestamp() END
          WHERE id = $1 AND ${mine}
          RETURNING next_at)
       INSERT INTO gongdan.notice_attempt (notice_id, outcome, reason, words, next_at, duration_ms)
       VALUES ($1, $7, $4, $8, (SELECT next_at FROM settled), $9)`,
      [
        id,
        claim,
        state,
        reason,
        'pauseMs' in settlement ? settlement.pauseMs : null,
        'untilMs' in settlement ? settlement.untilMs : null,
        outcome,
        words,
        Math.round(durationMs),
      ],
    );
  }

  /** Gives back what was not tried: somebody else may have it at once. */
  async release({ id, claim }: Claimed): Promise<void> {
    await this.pool.query(
      'UPDATE gongdan.notice SET lease_until = NULL WHERE id = $1 AND claim = $2',
      [id, claim],
    );
  }
}
