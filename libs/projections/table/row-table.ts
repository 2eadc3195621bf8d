import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Definition } from '../definition.js';
import type { Cell, Row } from '../projection.js';
import {
  CELL_TYPES,
  columnText,
  copyText,
  parameterType,
  selectExpression,
  unnestedExpression,
} from './cells.js';
import { quoted } from './table-statements.js';

/** Rows are turned into COPY text in pieces of about this size. */
const COPY_PIECE_LENGTH = 65_536;

/** Reads and writes rows of one table of a projection, always many at once. */
export class RowTable {
  private readonly selectList: string;
  private readonly upsertStatement: string;
  private readonly statementName: string;

  /** `reference`: the table as it stands in statements, schema and quotes included. */
  constructor(
    private readonly definition: Definition,
    readonly reference: string,
  ) {
    this.selectList = definition.columns
      .map(([name, column]) => selectExpression(name, column))
      .join(', ');
    // PostgreSQL keeps prepared statements by connection; a swap makes it plan them anew.
    const digest = createHash('sha256').update(this.selectList).update(reference).digest('hex');
    this.statementName = `${definition.table}.${digest.slice(0, 8)}`;
    this.upsertStatement = upsertStatement(definition, reference);
  }

  async load(client: ClientBase, keys: readonly string[]): Promise<Map<string, Row>> {
    const { columnNames, key } = this.definition;
    const { rows } = await client.query<Cell[]>({
      name: `${this.statementName}.load`,
      text: `SELECT ${this.selectList} FROM ${this.reference} WHERE ${this.keyIsAny(1)}`,
      values: [keys],
      rowMode: 'array',
      types: CELL_TYPES,
    });
    return rowsByKey(rows, columnNames, key);
  }

  /**
   * Like `load`, with the version of the projection that is live: null where it is not known. One
   * statement, so that the rows are of just that version.
   */
  async loadLive(
    client: ClientBase,
    keys: readonly string[],
  ): Promise<{ liveVersion: number | null; rows: Map<string, Row> }> {
    const { columnNames, key, name } = this.definition;
    const { rows } = await client.query<Cell[]>({
      name: `${this.statementName}.load-live`,
      text: this.loadLiveStatement(),
      values: [keys, name],
      rowMode: 'array',
      types: CELL_TYPES,
    });
    const liveVersion = rows[0]?.at(-1) as number | undefined;
    const found = rows.filter((row) => row[columnNames.indexOf(key)] !== null);
    return { liveVersion: liveVersion ?? null, rows: rowsByKey(found, columnNames, key) };
  }

  /** Parameters: the keys, the projection’s name. */
  loadLiveStatement(): string {
    return `SELECT row.*, live.version FROM gongdan.projection live
       LEFT JOIN (SELECT ${this.selectList} FROM ${this.reference} WHERE ${this.keyIsAny(1)}) row
              ON true
      WHERE live.name = $2`;
  }

  async upsert(client: ClientBase, rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const values = this.definition.columns.map(([name, { type }]) =>
      columnText(
        rows.map((row) => row[name]),
        type,
      ),
    );
    await client.query({
      name: `${this.statementName}.upsert`,
      text: this.upsertStatement,
      values,
    });
  }

  async remove(client: ClientBase, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await client.query(`DELETE FROM ${this.reference} WHERE ${this.keyIsAny(1)}`, [keys]);
  }

  /** Empties the personal columns of all rows of these customers. */
  async forget(client: ClientBase, customerIds: readonly string[]): Promise<void> {
    const { forgotten } = this.definition;
    if (customerIds.length === 0 || forgotten.length === 0) return;
    const assignments = forgotten.map(([name], index) => `${quoted(name)} = $${index + 2}`);
    await client.query(
      `UPDATE ${this.reference} SET ${assignments.join(', ')} WHERE customer_id = ANY($1::text[])`,
      [customerIds, ...forgotten.map(([, cell]) => cell)],
    );
  }

  /** For rows that the table does not have yet. */
  async copy(client: ClientBase, rows: Iterable<Row>): Promise<void> {
    const columns = this.definition.columnNames.map(quoted).join(', ');
    const stream = client.query(copyFrom(`COPY ${this.reference} (${columns}) FROM STDIN`));
    await pipeline(this.copyPieces(rows), stream);
  }

  private *copyPieces(rows: Iterable<Row>): Generator<string> {
    const { columns } = this.definition;
    let piece = '';
    for (const row of rows) {
      piece += columns.map(([name, { type }]) => copyText(row[name], type)).join('\t');
      piece += '\n';
      if (piece.length >= COPY_PIECE_LENGTH) {
        yield piece;
        piece = '';
      }
    }
    if (piece !== '') yield piece;
  }

  private keyIsAny(parameter: number): string {
    return `${quoted(this.definition.key)} = ANY($${parameter}::text[])`;
  }
}

function upsertStatement({ columns, key }: Definition, reference: string): string {
  const names = columns.map(([name]) => quoted(name)).join(', ');
  const parameters = columns.map(([, { type }], index) => `$${index + 1}::${parameterType(type)}`);
  const values = columns.map(([name, column]) => unnestedExpression(name, column));
  const others = columns.filter(([name]) => name !== key);
  const changes = others.map(([name]) => `${quoted(name)} = EXCLUDED.${quoted(name)}`).join(', ');
  return `INSERT INTO ${reference} (${names})
    SELECT ${values.join(', ')} FROM unnest(${parameters.join(', ')}) AS u (${names})
    ON CONFLICT (${quoted(key)}) DO ${others.length === 0 ? 'NOTHING' : `UPDATE SET ${changes}`}`;
}

function rowsByKey(
  rows: readonly (readonly Cell[])[],
  columnNames: readonly string[],
  key: string,
): Map<string, Row> {
  const found = new Map<string, Row>();
  for (const cells of rows) {
    const row: Record<string, Cell> = {};
    columnNames.forEach((name, index) => (row[name] = cells[index] ?? null));
    found.set(row[key] as string, row);
  }
  return found;
}
