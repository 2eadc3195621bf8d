import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { StreamName } from '@gongdan/core';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { eventStoreMigrations } from './migrations/index.js';
import { LOG_SCAN_MAX, PostgresEventStore } from './postgres-event-store.js';
import * as queries from './read-queries.js';

const EVENTS = 120_000;
/** So few that it is cheaper to read all of them than to look into an index. */
const YOUNG_EVENTS = 8;

const SEQUENTIAL_SCANS = `SELECT seq_scan FROM pg_stat_user_tables WHERE relid = 'gongdan.event'::regclass`;

/** A log of so many events, known to the planner. */
const INSERT_EVENTS = `INSERT INTO gongdan.event (position, stream, version, id, type, schema_version, occurred_at,
    recorded_at, actor, correlation_id, hash, data, command_key, command_fingerprint, command_outcome)
  SELECT n, 'ticket-' || n / 12, n % 12 + 1, gen_random_uuid(), 'Type' || n % 40, 1, now(), now(),
    'a', 'c', sha256(n::text::bytea), json_build_object('text', repeat('x', 300)),
    'key-' || n, sha256('a'), '{}'
  FROM generate_series(1, $1::int) n`;

/**
 * The real statements on a grown log, as any session plans them: none of the settings of the append
 * connection is needed for them to go by an index.
 */
describe('the plans of the event store on a log of 120,000 events', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase(eventStoreMigrations);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(INSERT_EVENTS, [EVENTS]);
    await client.query('ANALYZE gongdan.event');
    await client.query("LOAD 'auto_explain'");
    await client.query('SET auto_explain.log_min_duration = 0');
    await client.query('SET auto_explain.log_nested_statements = on');
    await client.query('SET auto_explain.log_level = notice');
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const STATEMENTS: readonly [string, string, readonly unknown[], RegExp][] = [
    ['readStream', queries.FORWARDS.one.text, ['ticket-77', 1, 5000], /event_stream_version/],
    [
      'readStream backwards',
      queries.BACKWARDS.one.text,
      ['ticket-77', 2 ** 53 - 1, 1],
      /event_stream_version/,
    ],
    [
      'readStream of several',
      queries.FORWARDS.several.text,
      [
        ['ticket-77', 'ticket-78'],
        [1, 5],
        [100, 100],
      ],
      /event_stream_version/,
    ],
    [
      'readStream of several, backwards',
      queries.BACKWARDS.several.text,
      [
        ['ticket-77', 'ticket-78'],
        [2 ** 53 - 1, 3],
        [1, 100],
      ],
      /event_stream_version/,
    ],
    ['readLog', queries.READ_LOG, [60_000, 500], /event_pkey/],
    ['the poll at the end of the log', queries.READ_LOG, [EVENTS, 5000], /event_pkey/],
    ['readLog of types', queries.READ_LOG_OF_TYPES, [60_000, 61_000, ['Type1'], 500], /event_pkey/],
    ['lastPosition', queries.LAST_POSITION, [], /event_pkey/],
    ['findOutcome', queries.FIND_OUTCOME, ['key-77'], /event_command_key/],
  ];

  it.each(STATEMENTS)('%s goes by an index', async (_name, text, values, index) => {
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      const [plan] = await plansOf(text, [...values], mode);
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(/Seq Scan|(?<!Incremental )Sort  /); // what was found is put in order
    }
  });

  it('the append looks up heads, keys and its place by indexes', async () => {
    const event = `ROW('ticket-new', gen_random_uuid(), 'A', 1, now(), 'a', 'c', NULL, NULL, '{}', 1,
      'key-new', sha256('a'), '{}')::gongdan.event_input`;
    const batch = `SELECT * FROM gongdan.append_batch(ARRAY['ticket-5', 'ticket-new'],
      ARRAY[-1, -1], ARRAY['', '']::bytea[], ARRAY[1, 1], ARRAY[1, 2], ARRAY[12, 0], ARRAY[0, 1],
      ARRAY[sha256('a')], ARRAY[${event}], true)`;
    const known = `SELECT * FROM gongdan.append_known(ARRAY[1], ARRAY[0], ARRAY['']::bytea[],
      ARRAY[sha256('a')], ARRAY[${event}])`;
    const indexes =
      /event_stream_version[^]*event_command_key|event_command_key[^]*event_stream_version/;
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      const ofBatch = (await plansOf(batch, [], mode)).join('\n');
      expect(ofBatch).toMatch(indexes);
      expect(ofBatch).toMatch(/event_pkey/);
      expect(ofBatch).not.toMatch(/Seq Scan/);
      const ofKnown = (await plansOf(known, [], mode)).join('\n');
      expect(ofKnown).toMatch(/event_pkey/);
      expect(ofKnown).not.toMatch(/Seq Scan/);
    }
  });

  it('a read of a type looks at so many positions, and says from where to go on', async () => {
    const store = await PostgresEventStore.open({ connection: database.url });
    const read = async (after: number): Promise<number> => {
      const { events, lastPosition } = await store.readLog({ after, types: ['NoSuchType'] });
      expect(events).toEqual([]);
      return lastPosition;
    };
    expect(await read(0)).toBe(LOG_SCAN_MAX);
    expect(await read(LOG_SCAN_MAX)).toBe(EVENTS);
    expect(await read(EVENTS)).toBe(EVENTS);
    await store.close();
  });

  /** The plans of a statement and of those inside its functions, as they ran. */
  async function plansOf(text: string, values: unknown[], mode: string): Promise<string[]> {
    const plans: string[] = [];
    const listen = ({ message }: { message: string | undefined }) => plans.push(message ?? '');
    await client.query(`SET plan_cache_mode = ${mode}`);
    await client.query('BEGIN');
    client.on('notice', listen);
    await client.query(text, values);
    await client.query('SELECT $1::int', [1]); // ends the statement before, which is when its plan comes
    client.off('notice', listen);
    await client.query('ROLLBACK');
    return plans;
  }
});

describe('the plans of the event store on a young log', () => {
  it('go by an index already: a prepared statement keeps its plan while the log grows', async () => {
    const database = await createTestDatabase(eventStoreMigrations);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(INSERT_EVENTS, [YOUNG_EVENTS]);
    await client.query('ANALYZE gongdan.event');
    const scans = async (): Promise<unknown> => {
      await client.query('SELECT pg_stat_force_next_flush()');
      return (await client.query(SEQUENTIAL_SCANS)).rows;
    };
    const before = await scans();

    const store = await PostgresEventStore.open({ connection: database.url });
    const types = ['Type1', 'Type2'];
    const stream = 'ticket-0' as StreamName;
    expect(await store.readStream(stream)).toHaveLength(YOUNG_EVENTS);
    expect(await store.readStream(stream, { direction: 'backwards' })).toHaveLength(YOUNG_EVENTS);
    expect((await store.readLog({ after: 0 })).events).toHaveLength(YOUNG_EVENTS);
    expect((await store.readLog({ after: 0, types })).events).toHaveLength(2);
    expect(await store.findOutcome('key-7')).toBeDefined();
    expect(await store.lastPosition()).toBe(YOUNG_EVENTS);
    await store.close(); // its connections tell what they did when they end

    expect(await scans()).toEqual(before);
    await client.end();
    await database.drop();
  });
});
