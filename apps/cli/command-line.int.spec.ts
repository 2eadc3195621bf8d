import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../test/setup/test-database.js';
import { runCaptured, type Ran, type RunOptions } from './testing/captured-terminal.js';

jest.setTimeout(120_000);

const FIXTURES = join(import.meta.dirname, '../../test/import/fixtures');

let database: TestDatabase;
let folder: string;
let imported: Ran;

beforeAll(async () => {
  database = await createTestDatabase([]);
  folder = mkdtempSync(join(tmpdir(), 'gongdan-cli-'));
  imported = await gongdan([
    'import',
    'event-log',
    join(FIXTURES, 'repair-orders.csv'),
    '--mapping',
    join(FIXTURES, 'repair-orders.yaml'),
    '--rejects',
    join(folder, 'rejects.csv'),
    '--json',
  ]);
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const gongdan = (args: readonly string[], more: Omit<RunOptions, 'environment'> = {}) =>
  runCaptured(args, {
    ...more,
    environment: { DATABASE_URL: database.url, DATA_DIR: join(folder, 'data') },
  });

const json = async <Value>(...args: readonly string[]): Promise<Value> => {
  const { out, exitCode, err } = await gongdan([...args, '--json']);
  expect([exitCode, err]).toEqual([0, '']);
  return JSON.parse(out) as Value;
};

const sql = async (statement: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
};

describe('import event-log', () => {
  it('answers when all read models show what was imported', async () => {
    expect(imported.exitCode).toBe(0);
    expect(JSON.parse(imported.out)).toMatchObject({ rows: 16, applied: 14, rejected: 2 });
    const statuses = await json<{ name: string; lagEvents: number }[]>('projections', 'status');
    expect(statuses.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ticket-detail', 'dispatch-board', 'customer-history']),
    );
    expect(statuses.filter(({ lagEvents }) => lagEvents > 0)).toEqual([]);
  });

  it('leaves the database with an idea of what is in the read models', async () => {
    const tables = await sql(
      `SELECT relname FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL
          AND relname IN ('ticket_detail', 'customer_history', 'sla_clock') ORDER BY relname`,
    );
    expect(tables.map((table) => (table as { relname: string }).relname)).toEqual([
      'customer_history',
      'sla_clock',
      'ticket_detail',
    ]);
  });
});

describe('ticket show', () => {
  it('finds a ticket by its id and by its number, as it is and as it was', async () => {
    const now = await json<{ ticketId: string; version: number; state: { state: string } }>(
      'ticket',
      'show',
      'R-1001',
    );
    expect(now.state.state).toBe('finished');
    const byId = await gongdan(['ticket', 'show', now.ticketId]);
    expect(byId.out).toMatch(/^ticket: +R-1001 \(/);
    expect(byId.out).toMatch(/import:repair-orders:Techniker 3$/m);
    const then = await json<{ state: { state: string; pauseReason: string } }>(
      'ticket',
      'show',
      'R-1001',
      '--as-of',
      '2026-03-05T00:00:00Z',
    );
    expect(then.state).toMatchObject({ state: 'paused', pauseReason: 'waiting-for-parts' });
  });

  it('ends with 1 where there is none, or was none then', async () => {
    expect(await gongdan(['ticket', 'show', 'R-9'])).toMatchObject({
      exitCode: 1,
      err: "error: there is no ticket 'R-9'",
    });
    const early = ['ticket', 'show', 'R-1001', '--as-of', '2020-01-01T00:00:00Z'];
    expect((await gongdan(early)).exitCode).toBe(1);
  });

  it('refuses the future', async () => {
    const late = await gongdan(['ticket', 'show', 'R-1001', '--as-of', '2099-01-01T00:00:00Z']);
    expect(late.exitCode).toBe(2);
    expect(late.err).toMatch(/--as-of 2099-01-01T00:00:00.000Z is in the future/);
  });
});

describe('events tail', () => {
  it('shows the newest events of some types, or all after a position', async () => {
    const { out } = await gongdan(['events', 'tail', '--types', 'TicketReopened', '--limit', '1']);
    expect(out).toMatch(/^\d+ {2}2026-03-20T08:30:00\.000Z {2}TicketReopened {2}ticket-/);
    const all = await gongdan(['events', 'tail', '--after', '0', '--json']);
    const positions = all.out
      .split('\n')
      .map((line) => (JSON.parse(line) as { position: number }).position);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
    const newest = await gongdan(['events', 'tail', '--limit', '2', '--json']);
    expect(newest.out).toBe(all.out.split('\n').slice(-2).join('\n'));
  });

  it('follows until it is ended', async () => {
    const abort = new AbortController();
    let lines = 0;
    const { exitCode } = await gongdan(['events', 'tail', '--after', '0', '--follow'], {
      signal: abort.signal,
      onLine: () => {
        lines += 1;
        if (lines === 5) abort.abort();
      },
    });
    expect(lines).toBeGreaterThanOrEqual(5);
    expect(exitCode).toBe(130);
  });
});

describe('users', () => {
  it('are added with a password that is shown once, listed and disabled', async () => {
    const added = await json<{ username: string; password: string }>(
      'users',
      'add',
      'dispatcher-2',
      '--role',
      'dispatcher',
      '--role',
      'clerk',
      '--name',
      'Second',
    );
    expect(added.password).toMatch(/^[\w-]{20}$/);
    expect((await gongdan(['users', 'list'])).out).toMatch(
      /^dispatcher-2 +Second +dispatcher, clerk +enabled$/m,
    );
    expect((await gongdan(['users', 'disable', 'dispatcher-2'])).out).toBe(
      'Disabled dispatcher-2.',
    );
    expect((await gongdan(['users', 'list'])).out).toMatch(/disabled$/m);
    expect((await gongdan(['users', 'email', 'dispatcher-2', 'd2@service.example'])).out).toBe(
      'Notices to dispatcher-2 are mailed to d2@service.example.',
    );
    expect(await json('users', 'email', 'dispatcher-2')).toMatchObject({ email: null });
    expect((await gongdan(['users', 'email', 'dispatcher-2', 'd2'])).exitCode).toBe(1);
    expect((await gongdan(['users', 'disable', 'nobody'])).exitCode).toBe(1);
    const again = await gongdan(['users', 'add', 'dispatcher-2', '--role', 'clerk']);
    expect(again).toMatchObject({ exitCode: 1 });
    expect(again.err).toMatch(
      /^error: There is an account with the user name 'dispatcher-2' already/,
    );
    expect(await json('users', 'remove-demo')).toEqual({ disabled: 0 });
  });
});

describe('projections', () => {
  it('check finds a row that is not what the log says; rebuild puts it right', async () => {
    expect((await gongdan(['projections', 'check'])).exitCode).toBe(0);
    await sql(`UPDATE gongdan.ticket_detail SET title = 'Other' WHERE number = 'R-1002'`);
    const found = await gongdan(['projections', 'check', 'ticket-detail']);
    expect(found.exitCode).toBe(1);
    expect(found.out).toMatch(/1 rows differ from the log\n {2}\S+: different title/);
    const rebuilt = await json<{ events: number }>('projections', 'rebuild', 'ticket-detail');
    expect(rebuilt.events).toBeGreaterThan(10);
    expect((await gongdan(['projections', 'check', 'ticket-detail'])).exitCode).toBe(0);
    expect((await gongdan(['projections', 'rebuild', 'nothing'])).exitCode).toBe(1);
  });

  it('check leaves out, and names, what only another version of the engine knows', async () => {
    await sql(`INSERT INTO gongdan.projection (name, version, table_name, columns)
               VALUES ('from-elsewhere', 1, 'from_elsewhere', '[]')`);
    const { exitCode, out, err } = await gongdan(['projections', 'check']);
    await sql(`DELETE FROM gongdan.projection WHERE name = 'from-elsewhere'`);
    expect(err).toBe('from-elsewhere: not checked, this version of the engine does not know it.');
    expect(out).toMatch(/^ticket-search at position \d+: \d+ rows, equal to the log\.$/m);
    expect(exitCode).toBe(0);
  });
});

describe('feed status', () => {
  const policy = 'policy:request-survey-when-ticket-closes';

  it('shows read models and policies, and why one is tried again', async () => {
    await sql(`INSERT INTO gongdan.consumer_checkpoint (name, position, state, last_error, lease_until)
               VALUES ('${policy}', 1, 'retrying', 'the price list is away', now() + interval '1 hour')`);
    const statuses = await json<{ name: string }[]>('feed', 'status');
    expect(statuses).toContainEqual({
      name: policy,
      position: 1,
      lagEvents: expect.any(Number),
      lagMs: 0, // none of what it waits for is in the log
      state: 'retrying',
      parkedStreams: 0,
      deadLetters: 0,
      lastError: 'the price list is away',
    });
    expect(statuses.map(({ name }) => name)).toContain('projection:ticket-detail');
    const { out } = await gongdan(['feed', 'status']);
    expect(out).toMatch(/^policy:request-survey-when-ticket-closes +1 +\d+ +0 +retrying +0 +0$/m);
    expect(out).toMatch(/^policy:\S+ is tried again: the price list is away$/m);
    await sql(`UPDATE gongdan.consumer_checkpoint SET lease_until = NULL WHERE name = '${policy}'`);
    expect(await json('feed', 'status')).toContainEqual(
      expect.objectContaining({ name: policy, state: 'stopped' }),
    );
    await sql(`DELETE FROM gongdan.consumer_checkpoint WHERE name = '${policy}'`);
  });
});

describe('dead-letters', () => {
  it('are listed, shown and handed to their consumer again', async () => {
    expect((await gongdan(['dead-letters', 'list'])).out).toBe('There are no dead letters.');
    await sql(`INSERT INTO gongdan.dead_letter
                 (consumer, position, stream, event_id, event_type, reason, attempts)
               SELECT 'policy:request-survey-when-ticket-closes', 1, stream, id::text, type, E'broke\\nhere', 3
                 FROM gongdan.event WHERE position = 1`);
    const [letter] = await json<{ stream: string }[]>('dead-letters', 'list');
    expect((await gongdan(['dead-letters', 'list'])).out).toMatch(/ at 1 +broke$/m);
    const shown = await gongdan([
      'dead-letters',
      'show',
      'policy:request-survey-when-ticket-closes',
      '1',
    ]);
    expect(shown.out).toContain('broke\nhere');
    expect(
      (await gongdan(['dead-letters', 'show', 'policy:request-survey-when-ticket-closes', '2']))
        .exitCode,
    ).toBe(1);
    const unknown = await gongdan(['dead-letters', 'replay', 'policy:none', letter!.stream]);
    expect(unknown.exitCode).toBe(1);
    const replay = ['dead-letters', 'replay', 'policy:request-survey-when-ticket-closes'];
    expect(await json(...replay, letter!.stream)).toEqual({ handled: 1 });
    expect((await gongdan(['dead-letters', 'list'])).out).toBe('There are no dead letters.');
    const again = await gongdan([...replay, letter!.stream]);
    expect(again).toMatchObject({ exitCode: 1, out: '' });
    expect(again.err).toContain(`has no dead letters of the stream ${letter!.stream}`);
  });
});

describe('verify', () => {
  const ROLE = `auditor_${randomBytes(8).toString('hex')}`;
  beforeAll(() =>
    sql(`CREATE ROLE ${ROLE};
         GRANT USAGE ON SCHEMA gongdan TO ${ROLE};
         GRANT SELECT ON gongdan.event TO ${ROLE}`),
  );
  afterAll(() => sql(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`));

  /** Somebody who may read the log, and has no file of the data folder but what is put there. */
  const audited = async (dataFolder: string) => {
    const url = new URL(database.url);
    url.searchParams.set('options', `-c role=${ROLE} -c default_transaction_read_only=on`);
    return runCaptured(['verify'], {
      environment: { DATABASE_URL: url.href, DATA_DIR: dataFolder },
    });
  };

  it('needs no key and no right to write, and says what it could not look at without them', async () => {
    const audit = mkdtempSync(join(folder, 'audit-'));
    const whole = expect.stringMatching(/^Whole, in order and unaltered: \d+ events/);
    expect(await audited(audit)).toEqual({
      exitCode: 0,
      out: whole,
      err: expect.stringContaining('compared with no head: DATA_DIR/log-head.json'),
    });
    const head = readFileSync(join(folder, 'data', 'log-head.json'), 'utf8');
    writeFileSync(join(audit, 'log-head.json'), head);
    expect(await audited(audit)).toEqual({
      exitCode: 0,
      out: whole,
      err: expect.stringMatching(/signature .* not checked: .*\. The log was compared with/),
    });
    const later = { ...(JSON.parse(head) as object), lastPosition: 1_000_000 };
    writeFileSync(join(audit, 'log-head.json'), JSON.stringify(later));
    expect(await audited(audit)).toMatchObject({
      exitCode: 1,
      out: expect.stringMatching(/^cut-tail at position 1000000: /),
    });
    expect(existsSync(join(audit, 'keys'))).toBe(false);
  });

  it('calls no log whole where there is none', async () => {
    const empty = await createTestDatabase([]);
    const { exitCode, out, err } = await runCaptured(['verify'], {
      environment: { DATABASE_URL: empty.url, DATA_DIR: mkdtempSync(join(folder, 'none-')) },
    });
    await empty.drop();
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(/^error: The event store’s tables, functions or rights are missing/);
  });

  it('finds nothing in a sound log, and ends with 1 where something was altered', async () => {
    const sound = await gongdan(['verify']);
    expect([sound.exitCode, sound.out]).toEqual([
      0,
      expect.stringMatching(/^Whole, in order and unaltered: \d+ events in \d+ streams\.$/),
    ]);
    await sql(`ALTER TABLE gongdan.event DISABLE TRIGGER ALL;
               UPDATE gongdan.event SET actor = 'somebody else' WHERE position = 3`);
    const { exitCode, out } = await gongdan(['verify']);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^broken-chain at position 3: /m);
    expect(out).toMatch(/findings: \d+ events/);
  });
});
