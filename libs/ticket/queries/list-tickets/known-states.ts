import type { WorkflowPin } from '@gongdan/contracts';
import { invalidQuery } from '@gongdan/platform';
import type { Workflows } from '@gongdan/workflow';
import type { Queryable } from '../shared/read-models.js';

/**
 * Throws `REQUEST.INVALID_QUERY` where a state is asked for that no loaded version of a workflow has and no
 * ticket is in: an empty list would hide that it is misspelt. A ticket of a version that is not loaded any
 * more may have been in states that nobody can name: where there is one, an earlier moment may be asked about
 * with any. Only a state that no workflow has costs a query.
 */
export async function mustKnowStates(
  client: Queryable,
  workflows: Workflows,
  status: readonly string[] | undefined,
  isEarlier: boolean,
): Promise<void> {
  const known = workflows.stateNames();
  const strange = [...new Set(status)].filter((state) => !known.has(state));
  if (strange.length === 0) return;
  const { rows } = await client.query<{ state: string }>(
    `SELECT s.state FROM unnest($1::text[]) s (state)
      WHERE EXISTS (SELECT FROM gongdan.ticket_detail t WHERE t.state = s.state)`,
    [strange],
  );
  const unknown = strange.find((state) => !rows.some((row) => row.state === state));
  if (unknown === undefined) return;
  if (isEarlier && (await hasOthersThan(client, workflows))) return;
  const names = [...known].sort().join(', ');
  throw invalidQuery('/status', `must be one of ${names}; '${unknown}' is none`);
}

/** A ticket is of another version than these. Looks at every ticket. */
async function hasOthersThan(client: Queryable, workflows: Workflows): Promise<boolean> {
  const { rows } = await client.query<WorkflowPin>(
    `SELECT DISTINCT workflow_id AS id, workflow_version AS version FROM gongdan.ticket_detail`,
  );
  return rows.some((pin) => workflows.get(pin) === undefined);
}
