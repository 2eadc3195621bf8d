import type { Pool } from 'pg';
import { BATCH_EVENTS_MAX, consumerOutdated, type Consumer } from '@gongdan/event-feed';
import type { Definition } from '../definition.js';
import { RowTable } from '../table/row-table.js';
import { inSchema } from '../table/table-statements.js';
import { foldBatch } from './fold-batch.js';
import { keysOf } from './fold-events.js';
import { RefusedRows } from './refused-rows.js';

export interface LiveFolding {
  /** The live table’s name. */
  readonly table: string;
  /** Versions that this code’s fold can go on in: its own, in a rebuild an older one of equal columns. */
  readonly foldable: ReadonlySet<number>;
  /** For a look at the live version where the table turns out to be another one. */
  readonly pool: Pool;
}

/** Keeps a live table up to date. */
export function projectionConsumer(definition: Definition, live: LiveFolding): Consumer {
  const { consumer, name, types, version } = definition;
  const table = new RowTable(definition, inSchema(live.table));
  const mustBeFoldable = (liveVersion: number | null): void => {
    if (liveVersion !== null && live.foldable.has(liveVersion)) return;
    throw consumerOutdated(
      consumer,
      `version ${liveVersion} of the table is live, this process folds ${version}.`,
    );
  };
  return {
    name: consumer,
    types,
    from: 'start',
    batchEventsMax: BATCH_EVENTS_MAX,
    async handle(events, client) {
      try {
        const keys = [...keysOf(definition, events)];
        const { liveVersion, rows } = await table.loadLive(client, keys);
        mustBeFoldable(liveVersion);
        await foldBatch(definition, table, { client, events, rows });
      } catch (error) {
        // The feed knows which event it is, or hands them over one by one.
        if (error instanceof RefusedRows) throw error.cause;
        if (isAboutTheTable(error)) mustBeFoldable(await readLiveVersion(live.pool, name));
        throw error;
      }
    },
  };
}

/** A column or the table is gone, or of another type: somebody swapped in another version. */
const isAboutTheTable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(42|0A)/.test(String(error.code));

async function readLiveVersion(pool: Pool, projection: string): Promise<number | null> {
  const { rows } = await pool.query<{ version: number }>(
    'SELECT version FROM gongdan.projection WHERE name = $1',
    [projection],
  );
  return rows[0]?.version ?? null;
}
