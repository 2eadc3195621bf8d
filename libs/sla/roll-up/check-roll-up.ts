import type { ClientBase } from 'pg';
import { OUTCOMES, ROLL_UPS, type RollUp } from './roll-ups.js';

/** A cell whose counters are not what the clocks say. */
export interface RollUpDifference {
  readonly table: string;
  readonly cell: string;
}

const COLUMNS: Readonly<Record<string, string>> = { technician: 'technician_id' };

/**
 * Compares all counters with a fresh count over `sla_clock`. Both have their own checkpoints: an answer
 * means something when both have handled the whole log.
 */
export async function checkRollUp(
  client: Pick<ClientBase, 'query'>,
  timeZone: string,
): Promise<readonly RollUpDifference[]> {
  const found: RollUpDifference[] = [];
  for (const rollUp of ROLL_UPS) {
    const { rows } = await client.query<{ cell: string }>(statementOf(rollUp), [timeZone]);
    found.push(...rows.map(({ cell }) => ({ table: rollUp.table, cell })));
  }
  return found;
}

function statementOf({ table, dimensions }: RollUp): string {
  const keys = ['day', ...dimensions].join(', ');
  const fresh = dimensions.map((name) => `coalesce(${COLUMNS[name] ?? name}, '') AS ${name}`);
  const counts = OUTCOMES.map(
    (outcome) => `count(*) FILTER (WHERE state = '${outcome}')::int AS ${outcome}`,
  );
  const differs = OUTCOMES.map((name) => `coalesce(a.${name}, 0) <> coalesce(b.${name}, 0)`);
  return `
    WITH fresh AS (
      SELECT (counted_at AT TIME ZONE $1)::date AS day, ${fresh.join(', ')}, ${counts.join(', ')}
        FROM gongdan.sla_clock
       WHERE counted_at IS NOT NULL AND state IN ('${OUTCOMES.join("', '")}')
       GROUP BY 1, ${dimensions.map((_, index) => index + 2).join(', ')})
    SELECT row(${keys})::text AS cell FROM gongdan.${table} a FULL JOIN fresh b USING (${keys})
     WHERE ${differs.join(' OR ')} ORDER BY 1 LIMIT 100`;
}
