import { OPEN_STATES } from '../projections/sla-clock/sla-clock.projection.js';
import type { SlaSubject } from '@gongdan/contracts';
import type { ClientBase } from 'pg';
import type { VersionPin } from '../domain/index.js';

/**
 * Tickets and complaints with an open clock that follows another version of its policy or calendar than the one
 * in force, in the order of their ids.
 */
export async function readOutdatedPromises(
  client: Pick<ClientBase, 'query'>,
  inForce: { readonly policies: readonly VersionPin[]; readonly calendars: readonly VersionPin[] },
): Promise<readonly SlaSubject[]> {
  const { policies, calendars } = inForce;
  const { rows } = await client.query<SlaSubject>(
    `SELECT DISTINCT c.subject_kind AS kind, c.subject_id AS id
       FROM gongdan.sla_clock c
       LEFT JOIN unnest($1::text[], $2::int[]) AS p (id, version) ON p.id = c.policy_id
       LEFT JOIN unnest($3::text[], $4::int[]) AS k (id, version) ON k.id = c.calendar_id
      WHERE c.state = ANY($5)
        AND (p.version IS DISTINCT FROM c.policy_version
             OR k.version IS DISTINCT FROM c.calendar_version)
      ORDER BY 2`,
    [
      policies.map(({ id }) => id),
      policies.map(({ version }) => version),
      calendars.map(({ id }) => id),
      calendars.map(({ version }) => version),
      OPEN_STATES,
    ],
  );
  return rows;
}
