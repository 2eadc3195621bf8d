import { READ_EVENTS_MAX, type EventStore } from '@gongdan/event-store';
import type { ClientBase, Pool } from 'pg';
import type { Definition } from '../definition.js';
import { Poisoned } from '../fold/poisoned.js';
import { explained } from '../fold/refused-rows.js';
import { RowCache } from '../fold/row-cache.js';
import { unknownProjection } from '../projection-errors.js';
import { logPages } from '../rebuild/log-pages.js';
import { connectExclusively } from '../table/projection-lock.js';
import { RowTable } from '../table/row-table.js';
import { createTemporaryTable, inSchema, quoted } from '../table/table-statements.js';

/** Most differing rows that a check lists; it counts all of them. */
export const DIFFERENCES_LISTED_MAX = 100;

/** A row of the live table that is not what the log says. */
export interface Difference {
  readonly key: string;
  /** `missing`: the log says there is one; `surplus`: there should be none. */
  readonly kind: 'missing' | 'surplus' | 'different';
  /** The columns that differ, where both have the row. */
  readonly columns: readonly string[];
}

export interface CheckResult {
  readonly projection: string;
  /** Both were compared as of this log position. */
  readonly position: number;
  readonly rows: number;
  readonly differenceCount: number;
  /** The first DIFFERENCES_LISTED_MAX by key. */
  readonly differences: readonly Difference[];
  /** Events that could not be folded, and their followers: the live table lacks them as well. */
  readonly unfolded: number;
}

interface CheckParts {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly cachedRowsMax?: number;
}

const CHECK_TABLE = 'projection_check';

/**
 * Compares a live table with a fresh fold of the log up to the table’s checkpoint. The live table goes on
 * meanwhile: it is read as it was when the check began. Memory stays bounded. Throws
 * `PROJECTION.REBUILD_RUNNING` while the projection is being rebuilt, `PROJECTION.ROW_REFUSED` and
 * `PROJECTION.ROWS_REFUSED` where the database does not take what is folded.
 */
export async function checkProjection(
  definition: Definition,
  parts: CheckParts,
): Promise<CheckResult> {
  const { client, end } = await connectExclusively(parts.pool, definition.name);
  try {
    // One snapshot for checkpoint and rows, taken by the first SELECT after the table cannot be swapped.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const { position, liveTable } = await liveState(client, definition);
    const reference = `pg_temp.${quoted(CHECK_TABLE)}`;
    await client.query(createTemporaryTable(definition, reference));
    const unfolded = await foldUpTo(position, definition, { ...parts, client, reference });
    await client.query(`ANALYZE ${reference}`);
    return { ...(await compare(client, definition, liveTable)), position, unfolded };
  } catch (failure) {
    throw await explained(failure, definition, parts);
  } finally {
    await end();
  }
}

async function liveState(client: ClientBase, { name, consumer }: Definition) {
  const { rows } = await client.query<{ position: string; table_name: string }>(
    `SELECT c.position, p.table_name
       FROM gongdan.consumer_checkpoint c, gongdan.projection p WHERE c.name = $1 AND p.name = $2`,
    [consumer, name],
  );
  const [row] = rows;
  if (row === undefined) throw unknownProjection(name);
  return { position: Number(row.position), liveTable: row.table_name };
}

async function foldUpTo(
  position: number,
  definition: Definition,
  parts: CheckParts & { client: ClientBase; reference: string },
): Promise<number> {
  const { client, reference, store, cachedRowsMax } = parts;
  const table = new RowTable(definition, reference);
  const indexed = async (clause: string): Promise<void> =>
    void (await client.query(clause.replace('?', reference)));
  const preparation = {
    addKey: () => indexed(`ALTER TABLE ? ADD PRIMARY KEY (${quoted(definition.key)})`),
    addCustomerIndex: () => indexed('CREATE INDEX ON ? (customer_id)'),
  };
  const cache = new RowCache(definition, table, client, preparation, cachedRowsMax);
  const poisoned = new Poisoned(definition.name);
  const reading = { after: 0, types: definition.types, limit: READ_EVENTS_MAX };
  for await (const page of logPages(store, reading)) {
    await cache.fold(
      page.events.filter((event) => event.position <= position),
      poisoned,
    );
    if (page.lastPosition >= position) break;
  }
  await cache.flush();
  return poisoned.unfolded.length;
}

async function compare(
  client: ClientBase,
  { name, key, columnNames }: Definition,
  liveTable: string,
): Promise<Pick<CheckResult, 'projection' | 'rows' | 'differenceCount' | 'differences'>> {
  const differing = columnNames
    .map(
      (column) => `CASE WHEN live.${quoted(column)} IS DISTINCT FROM folded.${quoted(column)}
                           THEN '${column}' END`,
    )
    .join(', ');
  const { rows } = await client.query<{
    rows: number;
    differing: number;
    listed: { key: string; kind: Difference['kind']; columns: string[] }[] | null;
  }>(
    `WITH compared AS (
       SELECT coalesce(live.${quoted(key)}, folded.${quoted(key)})::text AS key,
              CASE WHEN live.${quoted(key)} IS NULL THEN 'missing'
                   WHEN folded.${quoted(key)} IS NULL THEN 'surplus' ELSE 'different' END AS kind,
              array_remove(ARRAY[${differing}], NULL) AS columns
         FROM ${inSchema(liveTable)} live
              FULL JOIN pg_temp.${quoted(CHECK_TABLE)} folded USING (${quoted(key)})),
     differing AS (SELECT * FROM compared WHERE cardinality(columns) > 0)
     SELECT (SELECT count(*)::int FROM compared) AS rows,
            (SELECT count(*)::int FROM differing) AS differing,
            (SELECT json_agg(d) FROM (SELECT * FROM differing ORDER BY key
                                       LIMIT ${DIFFERENCES_LISTED_MAX}) d) AS listed`,
  );
  const [answer] = rows;
  return {
    projection: name,
    rows: answer?.rows ?? 0,
    differenceCount: answer?.differing ?? 0,
    differences: (answer?.listed ?? []).map(({ key: rowKey, kind, columns }) => ({
      key: rowKey,
      kind,
      columns: kind === 'different' ? columns : [],
    })),
  };
}
