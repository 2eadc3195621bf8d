import { BATCH_EVENTS_MAX, consumerOutdated, type Consumer } from '@gongdan/event-feed';
import type { Definition } from '../definition.js';
import { RowTable } from '../table/row-table.js';
import { inSchema } from '../table/table-statements.js';
import { foldBatch } from './fold-batch.js';
import { keysOf } from './fold-events.js';

/**
 * Keeps a live table up to date. `foldable` are the versions of the table that this code’s fold can go on
 * in: its own, and during a rebuild an older one with the same columns. `table` is the live one’s name.
 */
export function projectionConsumer(
  definition: Definition,
  live: { readonly table: string; readonly foldable: ReadonlySet<number> },
): Consumer {
  const table = new RowTable(definition, inSchema(live.table));
  return {
    name: definition.consumer,
    types: definition.types,
    from: 'start',
    batchEventsMax: BATCH_EVENTS_MAX,
    async handle(events, client) {
      const keys = [...keysOf(definition, events)];
      const { liveVersion, rows } = await table.loadLive(client, keys);
      if (liveVersion === null || !live.foldable.has(liveVersion)) {
        throw consumerOutdated(
          definition.consumer,
          `version ${liveVersion} of the table is live, this process folds ${definition.version}.`,
        );
      }
      await foldBatch(definition, table, { client, events, rows });
    },
  };
}
