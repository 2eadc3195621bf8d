import { inTransaction } from '@gongdan/event-feed';
import type { Pool } from 'pg';
import { fits, type Definition } from '../definition.js';
import { versionNotRaised } from '../projection-errors.js';
import type { Column } from '../projection.js';
import { lockCreation } from '../table/projection-lock.js';
import { addKey, createIndexes, createTable, inSchema } from '../table/table-statements.js';

/** What is live of a projection, as seen by this process’s code. */
export interface LiveTable {
  readonly version: number;
  readonly table: string;
  /** It has the columns of this code’s version: it can be read and folded on. */
  readonly usable: boolean;
}

interface LiveRow {
  readonly version: number;
  readonly table_name: string;
  readonly columns: Readonly<Record<string, Column>>;
}

/**
 * The live table; made empty where the projection is new. Safe to be called by many processes at once.
 * Throws `PROJECTION.VERSION_NOT_RAISED`.
 */
export function ensureLiveTable(pool: Pool, definition: Definition): Promise<LiveTable> {
  const { name, version, table, columns, projection } = definition;
  return inTransaction(pool, 'BEGIN', async (client) => {
    await lockCreation(client, name);
    const { rows } = await client.query<LiveRow>(
      'SELECT version, table_name, columns FROM gongdan.projection WHERE name = $1',
      [name],
    );
    const [live] = rows;
    if (live !== undefined) {
      const same = fits(live.columns, columns) && live.table_name === table;
      if (live.version === version && !same) throw versionNotRaised(name, version);
      return { version: live.version, table: live.table_name, usable: same };
    }
    await client.query(createTable(definition, inSchema(table)));
    await client.query(addKey(definition, table));
    for (const statement of createIndexes(definition, table)) await client.query(statement);
    await client.query(
      'INSERT INTO gongdan.projection (name, version, table_name, columns) VALUES ($1, $2, $3, $4)',
      [name, version, table, JSON.stringify(projection.columns)],
    );
    return { version, table, usable: true };
  });
}
