import pg from 'pg';
import type { Cell, LogRow, Outcome, ReadModels, RelayState, Row } from '../evidence.js';

export interface DatabaseEvidence {
  readonly log: readonly LogRow[];
  readonly readModels: ReadModels;
  /** Undefined: not asked for, or no relay has ever run on this database. */
  readonly relay: RelayState | undefined;
}

export interface DatabaseOptions {
  readonly url: string;
  /** Prefix of the topics, by which the relay is known; undefined: the engine runs without a broker. */
  readonly prefix?: string | undefined;
  /** Consumers that count. Default: projections and policies. */
  readonly consumers?: RegExp;
}

const PROJECTIONS_AND_POLICIES = /^(projection|policy):/;

/** Log, checkpoints and read models as one snapshot: they can be compared with one another. */
export async function readDatabase(options: DatabaseOptions): Promise<DatabaseEvidence> {
  const client = new pg.Client({ connectionString: options.url, types: { getTypeParser } });
  await client.connect();
  try {
    await client.query("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'");
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return {
      log: await readLog(client),
      readModels: await readReadModels(client, options.consumers ?? PROJECTIONS_AND_POLICIES),
      relay: options.prefix === undefined ? undefined : await readRelay(client, options.prefix),
    };
  } finally {
    await client.end();
  }
}

const OID_INT8 = 20;
const OID_DATE = 1082;
const OID_TIMESTAMPTZ = 1184;

/** Numbers as numbers, instants as ISO 8601 with milliseconds, days as they are written. */
const getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === OID_INT8) return Number;
  if (oid === OID_DATE) return String;
  if (oid === OID_TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
  return pg.types.getTypeParser(oid, format);
}) as typeof pg.types.getTypeParser;

type EventRow = Omit<LogRow, 'outcome'> & { readonly outcome: Outcome | null };

async function readLog(client: pg.Client): Promise<LogRow[]> {
  const { rows } = await client.query<EventRow>(`
    SELECT position, stream, version, id, type, schema_version AS "schemaVersion",
      occurred_at AS "occurredAt", recorded_at AS "recordedAt", actor,
      correlation_id AS "correlationId", causation_id AS "causationId", customer_id AS "customerId",
      encode(hash, 'hex') AS hash, data::text AS "dataText", command_key AS "commandKey",
      command_outcome AS outcome
    FROM gongdan.event ORDER BY position`);
  return rows;
}

async function readReadModels(client: pg.Client, consumers: RegExp): Promise<ReadModels> {
  const live = await client.query<{ name: string; table_name: string }>(
    'SELECT name, table_name FROM gongdan.projection ORDER BY name',
  );
  const tables: Record<string, readonly Row[]> = {};
  for (const { name, table_name } of live.rows) {
    const table = client.escapeIdentifier(table_name);
    const { rows } = await client.query<Record<string, Cell>>(`SELECT * FROM gongdan.${table}`);
    tables[name] = rows;
  }
  const checkpoints = await client.query<{ name: string; position: number }>(
    'SELECT name, position FROM gongdan.consumer_checkpoint ORDER BY name',
  );
  const letters = await client.query<ReadModels['deadLetters'][number]>(
    'SELECT consumer, position, reason FROM gongdan.dead_letter ORDER BY consumer, position',
  );
  return {
    tables,
    checkpoints: Object.fromEntries(
      checkpoints.rows
        .filter(({ name }) => consumers.test(name))
        .map(({ name, position }) => [name, position]),
    ),
    deadLetters: letters.rows,
  };
}

async function readRelay(client: pg.Client, prefix: string): Promise<RelayState | undefined> {
  const { rows } = await client.query<RelayState>(
    'SELECT position, offsets FROM gongdan.relay WHERE name = $1',
    [prefix],
  );
  return rows[0];
}
