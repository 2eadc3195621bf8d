import { invariant } from '@gongdan/core';
import { isRefusalOfData } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { Pool } from 'pg';
import type { Definition } from '../definition.js';
import { rowRefused, rowsRefused } from '../projection-errors.js';
import type { Row } from '../projection.js';
import { RowTable } from '../table/row-table.js';
import { createTemporaryTable } from '../table/table-statements.js';

/** A row, and the position of the event that made it what it is. */
export interface WrittenRow {
  readonly row: Row;
  readonly position: number;
}

/** Rows that were written by one statement, which the database refused: one of them at least is to blame. */
export class RefusedRows extends Error {
  constructor(
    readonly written: readonly WrittenRow[],
    override readonly cause: unknown,
  ) {
    super('The database refused rows', { cause });
  }
}

/** Writes rows; what the database has against their values is thrown with the rows, as `RefusedRows`. */
export async function writing(
  written: readonly WrittenRow[],
  write: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  try {
    await write(written.map(({ row }) => row));
  } catch (error) {
    throw isRefusalOfData(error) ? new RefusedRows(written, error) : error;
  }
}

/** What a failed rebuild or check says to an operator; what is no refusal stays as it is. */
export async function explained(
  failure: unknown,
  definition: Definition,
  { pool, store }: { readonly pool: Pool; readonly store: Pick<EventStore, 'readLog'> },
): Promise<unknown> {
  const { name, key } = definition;
  if (isRefusalOfData(failure)) return rowsRefused(name, failure);
  if (!(failure instanceof RefusedRows)) return failure;
  const { written, cause } = failure;
  try {
    const refused = await firstRefused(definition, pool, written);
    if (refused === undefined) return rowsRefused(name, cause);
    const { events } = await store.readLog({ after: refused.position - 1, limit: 1 });
    const [event] = events;
    invariant(event?.position === refused.position, 'what was folded is in the log');
    return rowRefused(name, refused.row[key] as string, event, cause);
  } catch {
    return rowsRefused(name, cause); // what the database said is worth more than why this failed
  }
}

/**
 * The first of the rows, by position, that a table of these columns refuses: halved until one is left, so that
 * of 50,000 rows it takes 17 tries. Undefined: it takes them all.
 */
async function firstRefused(
  definition: Definition,
  pool: Pool,
  written: readonly WrittenRow[],
): Promise<WrittenRow | undefined> {
  const ordered = written.toSorted((one, other) => one.position - other.position);
  const reference = 'pg_temp.projection_refused';
  const table = new RowTable(definition, reference);
  const client = await pool.connect();
  const refuses = async (from: number, until: number): Promise<boolean> => {
    await client.query('SAVEPOINT before_rows');
    try {
      const rows = ordered.slice(from, until).map(({ row }) => row);
      await table.copy(client, rows);
      return false;
    } catch (error) {
      if (!isRefusalOfData(error)) throw error;
      return true;
    } finally {
      await client.query('ROLLBACK TO SAVEPOINT before_rows');
    }
  };
  try {
    await client.query('BEGIN');
    await client.query(createTemporaryTable(definition, reference));
    if (!(await refuses(0, ordered.length))) return undefined;
    let [from, until] = [0, ordered.length];
    while (until - from > 1) {
      const middle = Math.floor((from + until) / 2);
      if (await refuses(from, middle)) until = middle;
      else from = middle;
    }
    return ordered[from];
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
    client.release(true); // closes the connection: its temporary table goes with it
  }
}
