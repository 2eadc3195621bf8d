import { readFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS_PER_PIECE = 500;

export interface CsvLog {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The whole log, parsed, in memory. */
export function parsedLog(path: string): CsvLog {
  const bytes = readFileSync(path);
  const text = path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const [columns = [], ...rows] = parse(text);
  return { columns, rows };
}

/** COPYs the rows as they are into a bare table, in one durable transaction. Answers rows per second. */
export async function copyRowsPerSecond(url: string, { columns, rows }: CsvLog): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const list = columns.map((name) => `"${name}" text`).join(', ');
    await client.query(`DROP TABLE IF EXISTS copied_row; CREATE TABLE copied_row (${list})`);
    const startedAt = performance.now();
    await pipeline(piecesOf(rows), client.query(copyFrom('COPY copied_row FROM STDIN')));
    return rows.length / ((performance.now() - startedAt) / 1_000);
  } finally {
    await client.end();
  }
}

function* piecesOf(rows: CsvLog['rows']): Generator<string> {
  for (let from = 0; from < rows.length; from += ROWS_PER_PIECE) {
    const piece = rows.slice(from, from + ROWS_PER_PIECE);
    yield `${piece.map((row) => row.map(escaped).join('\t')).join('\n')}\n`;
  }
}

const escaped = (cell: string): string =>
  cell.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
