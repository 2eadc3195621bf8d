import type { SlaClockRow } from '../../projections/sla-clock/sla-clock.projection.js';
import type { Queryable } from './find-clocks.js';

/** The numbers by which people know the tickets of these clocks, by the tickets’ ids. */
export async function ticketNumbers(
  client: Queryable,
  clocks: readonly Pick<SlaClockRow, 'subject_kind' | 'subject_id'>[],
): Promise<ReadonlyMap<string, string>> {
  const ids = clocks.filter((row) => row.subject_kind === 'ticket').map((row) => row.subject_id);
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ ticket_id: string; number: string }>(
    'SELECT ticket_id, number FROM gongdan.sla_ticket WHERE ticket_id = ANY($1)',
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ ticket_id, number }) => [ticket_id, number]));
}
