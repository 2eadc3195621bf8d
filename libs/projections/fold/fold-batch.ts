import type { RecordedEvent } from '@gongdan/core';
import type { ClientBase } from 'pg';
import { emptied, type Definition } from '../definition.js';
import type { Row } from '../projection.js';
import type { RowTable } from '../table/row-table.js';
import { foldEvents, type Rows } from './fold-events.js';
import type { Poisoned } from './poisoned.js';
import { writing, type WrittenRow } from './refused-rows.js';

/** The rows that one batch touches, with what changed. */
class BatchRows implements Rows {
  readonly changed = new Map<
    string,
    { readonly row: Row | undefined; readonly position: number }
  >();
  readonly forgotten = new Set<string>();

  constructor(
    private readonly definition: Definition,
    private readonly rows: Map<string, Row | undefined>,
  ) {}

  get(key: string): Row | undefined {
    return this.rows.get(key);
  }

  set(key: string, row: Row | undefined, position: number): void {
    this.rows.set(key, row);
    this.changed.set(key, { row, position });
  }

  forget(customerId: string, position: number): void {
    this.forgotten.add(customerId);
    for (const [key, row] of this.rows) {
      if (row === undefined || row['customer_id'] !== customerId) continue;
      const next = emptied(this.definition, row);
      if (next !== row) this.set(key, next, position);
    }
  }
}

/**
 * Folds a batch into rows loaded before and writes what changed: at most one statement for the rows of
 * forgotten customers, one for rows that are new or changed, one for rows that are gone. Throws
 * `RefusedRows` where the database refuses values.
 */
export async function foldBatch(
  definition: Definition,
  table: RowTable,
  batch: {
    readonly client: ClientBase;
    readonly events: readonly RecordedEvent[];
    readonly rows: Map<string, Row>;
    readonly poisoned?: Poisoned;
  },
): Promise<void> {
  const { client, events, poisoned } = batch;
  const rows = new BatchRows(definition, batch.rows);
  await foldEvents(definition, rows, events, poisoned);
  // First the rows elsewhere: those of the batch are then written as they are at its end.
  await table.forget(client, [...rows.forgotten]);
  const written: WrittenRow[] = [];
  const removed: string[] = [];
  for (const [key, { row, position }] of rows.changed) {
    if (row === undefined) removed.push(key);
    else written.push({ row, position });
  }
  await writing(written, (refusable) => table.upsert(client, refusable));
  await table.remove(client, removed);
}
