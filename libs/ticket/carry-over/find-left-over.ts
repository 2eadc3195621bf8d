import type { CarryOverReason } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import type { ClientBase } from 'pg';
import { STANDING } from '../queries/shared/standing.js';

/** Who wants a visit later than so many days hence need not be given a technician yet. */
const WANTED_AHEAD_DAYS = 7;
/** Most tickets of one page. */
export const LEFT_OVER_AT_ONCE_MAX = 200;

export interface LeftOver {
  readonly ticketId: string;
  readonly reason: CarryOverReason;
}

export interface LeftOverQuestion {
  /** The end of the working day that they were left on. */
  readonly previousEnd: Instant;
  /** Behind this id. */
  readonly after: string;
  /** Where a ticket may be carried over, as `standingsFor` spells it. */
  readonly standings: readonly string[];
}

/**
 * The next tickets, by id, that were there at the end of a working day and were left: without a technician, unless
 * the visit is wanted much later; or with one who had them then and is not done, unless an appointment is still to
 * come. What is paused has its reason.
 */
export async function findLeftOver(
  client: Pick<ClientBase, 'query'>,
  { previousEnd, after, standings }: LeftOverQuestion,
): Promise<readonly LeftOver[]> {
  const { rows } = await client.query<{ id: string; reason: CarryOverReason }>(
    `SELECT t.id,
            CASE WHEN t.technician_id IS NULL THEN 'not-dispatched' ELSE 'not-finished' END AS reason
       FROM gongdan.dispatch_board t
      WHERE t.lane IS NOT NULL AND t.id > $2 AND t.cycle_since < $1
        AND ((t.technician_id IS NULL
              AND (t.wanted_from IS NULL OR t.wanted_from < $1::timestamptz + $5 * interval '1 day'))
             OR (t.technician_since < $1 AND (t.appointment_to IS NULL OR t.appointment_to <= $1)))
        AND ${STANDING} = ANY($3)
      ORDER BY t.id
      LIMIT $4`,
    [previousEnd, after, standings, LEFT_OVER_AT_ONCE_MAX, WANTED_AHEAD_DAYS],
  );
  return rows.map(({ id, reason }) => ({ ticketId: id, reason }));
}
