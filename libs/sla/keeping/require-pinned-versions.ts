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
  const missing = rows.flatMap((row): Violation[] => {
    const open = `${row.open} open clocks follow it`;
    const hasPolicy = policies.some(
      ({ id, version }) => id === row.policy_id && version === row.policy_version,
    );
    const hasCalendar = calendars.get(row.calendar_id, row.calendar_version) !== undefined;
    return [
      ...(hasPolicy
        ? []
        : [{ path: 'config/sla', message: lacks(row.policy_id, row.policy_version, open) }]),
      ...(hasCalendar
        ? []
        : [
            {
              path: 'config/calendars',
              message: lacks(row.calendar_id, row.calendar_version, open),
            },
          ]),
    ];
  });
  if (missing.length === 0) return;
  throw new GongdanError({
    code: 'SLA.VERSIONS_MISSING',
    category: 'invalid',
    message: missing.map(({ path, message }) => `${path}: ${message}`).join('\n'),
    hint: 'Put the files back (SLA_FOLDER, CALENDAR_FOLDER). To move open tickets to a newer version: gongdan sla recalculate, with both versions there.',
    violations: missing,
  });
}

const lacks = (id: string, version: number, open: string): string =>
  `lacks version ${version} of ${id}; ${open}`;
