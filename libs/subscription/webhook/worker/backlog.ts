import {
  faultPoint,
  GongdanError,
  isPlanted,
  type LimitedTurns,
  type RecordedEvent,
} from '@gongdan/core';
import { inTransaction } from '@gongdan/event-feed';
import pg, { type ClientBase, type Pool } from 'pg';
import type { Lease } from './lease-store.js';

/** An event that waits for its delivery, the first one of its stream. */
export interface Waiting {
  readonly position: number;
  readonly stream: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly failures: number;
}

export interface DueAnswer {
  readonly due: readonly Waiting[];
  /** When the next one is due that is not yet; undefined: there is none. */
  readonly nextInMs: number | undefined;
  /** The database’s clock. */
  readonly nowMs: number;
}

/** Where a webhook’s reading of the log stands. */
export interface ReadPlace {
  readonly generation: number;
  position: number;
}

interface WaitingRow {
  readonly position: string;
  readonly stream: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly failures: number;
}

interface DueRow extends WaitingRow {
  readonly now_ms: string;
  readonly next_in_ms: string | null;
}

/**
 * What has been read of the log for a webhook and not been accepted yet (gongdan.webhook_pending). Only the
 * first event of each stream is ever due: its followers wait until it was accepted.
 */
export class Backlog {
  constructor(
    private readonly pool: Pool,
    private readonly turns: LimitedTurns,
    private readonly lease: Lease,
    private readonly lockMsMax: number,
  ) {}

  /**
   * A transaction with the webhook’s row locked. Throws `WEBHOOK.LEASE_LOST` where another process has taken
   * it over, or it was removed. `synchronous_commit` off: what a crash of the server may take back is only
   * sent again.
   */
  transaction<Value>(work: (client: ClientBase) => Promise<Value>): Promise<Value> {
    const { webhookId, epoch } = this.lease;
    const mine = isPlanted('webhook.record-without-fence') ? '' : `AND epoch = ${epoch}`;
    const begin = `BEGIN; SET LOCAL synchronous_commit = off;
      SET LOCAL idle_in_transaction_session_timeout = ${this.lockMsMax};
      SET LOCAL lock_timeout = ${this.lockMsMax};
      SELECT id FROM gongdan.webhook
       WHERE id = ${pg.escapeLiteral(webhookId)} ${mine} FOR NO KEY UPDATE`;
    return this.turns.take(() =>
      inTransaction(this.pool, begin, (client, [locked]) => {
        if (locked === undefined) throw webhookLeaseLost(webhookId);
        return work(client);
      }),
    );
  }

  /**
   * The log was read up to `upTo` and these are its events for the webhook: they wait from now on. Answers
   * false, and changes nothing, where somebody has moved the webhook meanwhile.
   */
  admit(place: ReadPlace, events: readonly RecordedEvent[], upTo: number): Promise<boolean> {
    const { webhookId } = this.lease;
    return this.transaction(async (client) => {
      const { rowCount } = await client.query(
        `UPDATE gongdan.webhook SET position = $4
          WHERE id = $1 AND generation = $2 AND position = $3`,
        [webhookId, place.generation, place.position, upTo],
      );
      if (rowCount === 0) return false;
      if (isPlanted('webhook.position-before-pending')) await client.query('COMMIT; BEGIN');
      await faultPoint('webhook.after-position-before-pending');
      if (events.length > 0) await insertWaiting(client, webhookId, events);
      return true;
    });
  }

  /** The oldest that are due, without those at the given positions. */
  async due(limit: number, without: readonly number[]): Promise<DueAnswer> {
    const { rows } = await this.turns.take(() =>
      this.pool.query<DueRow>(
        `SELECT p.position, p.stream, p.event_id, p.event_type, p.failures,
                extract(epoch FROM now.at) * 1000 AS now_ms,
                extract(epoch FROM next.due_at - now.at) * 1000 AS next_in_ms
           FROM (SELECT clock_timestamp() AS at) now
                CROSS JOIN LATERAL (SELECT min(due_at) AS due_at FROM gongdan.webhook_pending
                                     WHERE webhook_id = $1 AND due_at > now.at) next
                LEFT JOIN LATERAL (SELECT * FROM gongdan.webhook_pending
                                    WHERE webhook_id = $1 AND due_at <= now.at
                                      AND position <> ALL ($2)
                                    ORDER BY position LIMIT $3) p ON true`,
        [this.lease.webhookId, without, limit],
      ),
    );
    const nextInMs = rows[0]?.next_in_ms ?? null;
    return {
      due: rows.filter(({ position }) => position !== null).map(waitingOf),
      nextInMs: nextInMs === null ? undefined : Math.ceil(Number(nextInMs)),
      nowMs: Number(rows[0]?.now_ms),
    };
  }
}

/** The first of a stream is due at once, unless an earlier one of it waits. */
async function insertWaiting(
  client: ClientBase,
  webhookId: string,
  events: readonly RecordedEvent[],
): Promise<void> {
  const firstOf = new Map<string, number>();
  for (const { stream, position } of events) {
    if (!firstOf.has(stream)) firstOf.set(stream, position);
  }
  const passing = isPlanted('webhook.followers-pass-failing-event');
  await client.query(
    `INSERT INTO gongdan.webhook_pending
       (webhook_id, position, stream, event_id, event_type, due_at)
     SELECT $1, e.position, e.stream, e.event_id, e.event_type,
            CASE WHEN e.is_first AND NOT EXISTS (
                   SELECT FROM gongdan.webhook_pending p
                    WHERE p.webhook_id = $1 AND p.stream = e.stream)
                 THEN clock_timestamp() END
       FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[])
            AS e (position, stream, event_id, event_type, is_first)`,
    [
      webhookId,
      events.map(({ position }) => position),
      events.map(({ stream }) => stream),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ stream, position }) => passing || firstOf.get(stream) === position),
    ],
  );
}

/**
 * The first of each of these streams is due now, where it waited for one before it. Answers those. One look
 * into the index per stream: what waits behind them is not touched.
 */
export async function promoteFirst(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
  streams: readonly string[],
): Promise<readonly Waiting[]> {
  const { rows } = await client.query<WaitingRow>(
    `UPDATE gongdan.webhook_pending p SET due_at = clock_timestamp()
       FROM unnest($2::text[]) AS s (stream)
            CROSS JOIN LATERAL (SELECT position, due_at FROM gongdan.webhook_pending
                                 WHERE webhook_id = $1 AND stream = s.stream
                                 ORDER BY position LIMIT 1) head
      WHERE head.due_at IS NULL AND p.webhook_id = $1 AND p.position = head.position
      RETURNING p.position, p.stream, p.event_id, p.event_type, p.failures`,
    [webhookId, streams],
  );
  return rows.map(waitingOf);
}

/** The same for every stream. */
export async function promoteAll(
  client: Pick<ClientBase, 'query'>,
  webhookId: string,
): Promise<void> {
  const { rows } = await client.query<{ stream: string }>(
    'SELECT DISTINCT stream FROM gongdan.webhook_pending WHERE webhook_id = $1',
    [webhookId],
  );
  await promoteFirst(
    client,
    webhookId,
    rows.map(({ stream }) => stream),
  );
}

const waitingOf = (row: WaitingRow): Waiting => ({
  position: Number(row.position),
  stream: row.stream,
  eventId: row.event_id,
  eventType: row.event_type,
  failures: row.failures,
});

/** Another process took the webhook over, or it was removed: nothing may be recorded any more. */
const webhookLeaseLost = (webhookId: string): GongdanError =>
  new GongdanError({
    code: 'WEBHOOK.LEASE_LOST',
    category: 'transient',
    message: `The webhook ${webhookId} was taken over by another process, or removed.`,
  });
