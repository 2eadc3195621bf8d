import { OPEN_STATES } from '../projections/sla-clock/sla-clock.projection.js';
import { GongdanError, type Violation } from '@gongdan/core';
import type { Pool } from 'pg';
import type { PolicyBook } from '../domain/index.js';

interface Followed {
  readonly policy_id: string;
  readonly policy_version: number;
  readonly calendar_id: string;
  readonly calendar_version: number;
  readonly open: string;
}

/**
 * Every version of a policy or calendar that an open clock follows must be there when the engine starts. Throws
 * `SLA.VERSIONS_MISSING` (invalid) that names each that is not.
 */
export async function requirePinnedVersions(
  pool: Pick<Pool, 'query'>,
  { policies, calendars }: PolicyBook,
): Promise<void> {
  const { rows } = await pool.query<Followed>(
    `SELECT policy_id, policy_version, calendar_id, calendar_version, count(*) AS open
       FROM gongdan.sla_clock WHERE state = ANY($1)
      GROUP BY 1, 2, 3, 4`,
    [OPEN_STATES],
  );
  const isPolicyThere = ({ policy_id, policy_version }: Followed): boolean =>
    policies.some(({ id, version }) => id === policy_id && version === policy_version);
  const isCalendarThere = ({ calendar_id, calendar_version }: Followed): boolean =>
    calendars.get(calendar_id, calendar_version) !== undefined;
  const missing = [
    ...lacks(
      'config/sla',
      rows.filter((row) => !isPolicyThere(row)),
      ({ policy_id, policy_version }) => `version ${policy_version} of ${policy_id}`,
    ),
    ...lacks(
      'config/calendars',
      rows.filter((row) => !isCalendarThere(row)),
      ({ calendar_id, calendar_version }) => `version ${calendar_version} of ${calendar_id}`,
    ),
  ];
  if (missing.length === 0) return;
  throw new GongdanError({
    code: 'SLA.VERSIONS_MISSING',
    category: 'invalid',
    message: missing.map(({ path, message }) => `${path}: ${message}`).join('\n'),
    hint: 'Put the files back (SLA_FOLDER, CALENDAR_FOLDER). To move open tickets to a newer version: gongdan sla recalculate, with both versions there.',
    violations: missing,
  });
}

/** Each that is missing once, with all clocks that follow it, whatever else these follow. */
function lacks(
  path: string,
  rows: readonly Followed[],
  nameOf: (row: Followed) => string,
): readonly Violation[] {
  const openOf = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    openOf.set(name, (openOf.get(name) ?? 0) + Number(row.open));
  }
  return [...openOf].map(([name, open]) => ({
    path,
    message: `lacks ${name}; ${open} open ${open === 1 ? 'clock follows' : 'clocks follow'} it`,
  }));
}
