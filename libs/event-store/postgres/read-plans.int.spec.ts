import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { eventStoreMigrations } from './migrations/index.js';
import * as queries from './read-queries.js';

const EVENTS = 120_000;

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
    await client.query(
      `INSERT INTO gongdan.event (position, stream, version, id, type, schema_version, occurred_at,
         recorded_at, actor, correlation_id, hash, data)
       SELECT n, 'ticket-' || n / 12, n % 12 + 1, gen_random_uuid(), 'Type' || n % 40, 1, now(), now(),
         'a', 'c', sha256(n::text::bytea), json_build_object('text', repeat('x', 300))
       FROM generate_series(1, $1::int) n`,
      [EVENTS],
    );
    await client.query(
      `INSERT INTO gongdan.command (key, fingerprint, outcome, position, recorded_at)
       SELECT 'key-' || n, sha256('a'), '{}', n, now() FROM generate_series(1, $1::int) n`,
      [EVENTS],
    );
    await client.query('ANALYZE gongdan.event, gongdan.command');
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
    ['readStream', queries.READ_STREAM_FORWARDS, ['ticket-77', 1, 5000], /event_stream_version/],
    [
      'readStream backwards',
      queries.READ_STREAM_BACKWARDS,
      ['ticket-77', 2 ** 53 - 1, 1],
      /event_stream_version/,
    ],
    ['readLog', queries.READ_LOG, [60_000, 500], /event_pkey/],
    ['the poll at the end of the log', queries.READ_LOG, [EVENTS, 5000], /event_pkey/],
    ['readLog of types', queries.READ_LOG_OF_TYPES, [60_000, 61_000, ['Type1'], 500], /event_pkey/],
    ['lastPosition', queries.LAST_POSITION, [], /event_pkey/],
    ['findOutcome', queries.FIND_OUTCOME, ['key-77'], /command_pkey/],
  ];

  it.each(STATEMENTS)('%s goes by an index', async (_name, text, values, index) => {
    for (const mode of ['force_generic_plan', 'force_custom_plan']) {
      const [plan] = await plansOf(text, [...values], mode);
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(/Seq Scan|Sort/);
    }
  });

  it('the append looks up heads, keys and its place by indexes, in a batch and alone', async () => {
    const batch = `SELECT * FROM gongdan.append_batch(ARRAY['ticket-5', 'ticket-new'],
      ARRAY[-1, -1], ARRAY['', '']::bytea[], ARRAY[1, 1],
      ARRAY[1, 2], ARRAY[12, 0], ARRAY[0, 0], ARRAY[]::bytea[], ARRAY[]::gongdan.event_input[],
      ARRAY[ROW(1, 'key-new', sha256('a'), '{}')::gongdan.command_input], true)`;
    const one = `SELECT * FROM gongdan.append_one('ticket-7', 777, gen_random_uuid(), 'A', 1, now(), 'a',
      'c', null, null, sha256('a'), '{}', 'key-other', sha256('a'), '{}', -1, '')`;
    for (const text of [batch, one]) {
      for (const mode of ['force_generic_plan', 'force_custom_plan']) {
        const plans = (await plansOf(text, [], mode)).filter((plan) =>
          /gongdan\.(event|command|known_commands)/.test(plan),
        );
        const used = plans.join('\n');
        expect(used).toMatch(/event_stream_version/);
        expect(used).toMatch(/command_pkey/);
        expect(used).not.toMatch(/Seq Scan/);
      }
    }
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
