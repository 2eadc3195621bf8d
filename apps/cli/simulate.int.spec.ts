import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { withVirtualEngine } from '@gongdan/stages';
import { createTestDatabase, type TestDatabase } from '../../test/setup/test-database.js';
import { ticketHistories, type HistoryEntry } from '../../test/simulation/ticket-histories.js';
import { withEngine, withEngineParts } from './engine-access.js';
import { capturedTerminal, runCaptured, type RunOptions } from './testing/captured-terminal.js';

jest.setTimeout(240_000);

const SMALL = ['--customers', '12', '--technicians', '4', '--tickets', '30', '--days', '40'];
const UNTIL = ['--until', '2026-03-02T10:00:00Z'];

/** The feedback stage looks for overdue surveys every minute. */
const SOME_MINUTES_MS = 180_000;

interface Place {
  readonly database: TestDatabase;
  readonly environment: Readonly<Record<string, string>>;
}

const folder = mkdtempSync(join(tmpdir(), 'gongdan-simulate-'));
const places: Place[] = [];
beforeAll(async () => {
  for (const name of ['one', 'other']) {
    const database = await createTestDatabase([]);
    const environment = { DATABASE_URL: database.url, DATA_DIR: join(folder, name) };
    places.push({ database, environment });
  }
});
afterAll(async () => {
  for (const { database } of places) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const place = (index: number): Place => places[index] as Place;
const simulate = (index: number, args: readonly string[], more: RunOptions = {}) =>
  runCaptured(['simulate', ...SMALL, ...args], { ...more, environment: place(index).environment });
const histories = (index: number): Promise<ReadonlyMap<string, readonly HistoryEntry[]>> =>
  withEngine(
    capturedTerminal({ environment: place(index).environment }).terminal,
    'read',
    (engine) => ticketHistories(engine.store),
  );

describe('simulate', () => {
  it('gives the same history for the same seed, stream by stream, on any database', async () => {
    // The second database has another history before it; the seed’s own is the same.
    const before = await simulate(1, ['--seed', '8', ...UNTIL, '--json']);
    expect(before.exitCode).toBe(0);
    const others = await histories(1);
    const [one, other] = await Promise.all([
      simulate(0, ['--seed', '7', ...UNTIL, '--json']),
      simulate(1, ['--seed', '7', ...UNTIL, '--json']),
    ]);
    expect([one.exitCode, other.exitCode]).toEqual([0, 0]);
    const report = JSON.parse(one.out) as Record<string, number>;
    expect(report).toMatchObject({
      seed: 7,
      from: '2026-01-21T10:00:00.000Z',
      until: '2026-03-02T10:00:00.000Z',
      tickets: 30,
      customers: 12,
      technicians: 4,
      refused: 0,
    });
    expect(report['events']).toBeGreaterThan(300);
    expect(JSON.parse(other.out)).toMatchObject({
      commands: report['commands'],
      events: report['events'],
      invoicesPaid: report['invoicesPaid'],
    });

    const first = await histories(0);
    const second = await histories(1);
    expect(first.size).toBe(30);
    expect([...first.keys()].filter((stream) => others.has(stream))).toEqual([]);
    for (const stream of others.keys()) expect(second.has(stream)).toBe(true);
    for (const [stream, entries] of first) expect(second.get(stream)).toEqual(entries);
    expect(second.size).toBe(first.size + others.size);
  });

  it('refuses a seed that is in the log already, and leaves the log as it is', async () => {
    const before = await histories(0);
    const again = await simulate(0, ['--seed', '7', ...UNTIL]);
    expect(again).toMatchObject({
      exitCode: 1,
      out: '',
      err:
        'error: A history of this seed is in the log already: its people work here.\n' +
        'hint: Choose another seed, or an empty database.',
    });
    expect(await histories(0)).toEqual(before);
  });

  it('leaves a log that verifies, and says in words what it did', async () => {
    const { exitCode, out } = await simulate(0, ['--seed', '9', '--tickets', '5', ...UNTIL]);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^5 tickets of 12 customers from 2026-01-21T10:00:00.000Z to /);
    expect(out).toContain('Again: --seed 9 --until 2026-03-02T10:00:00.000Z');
    const { environment } = place(0);
    expect((await runCaptured(['verify'], { environment })).exitCode).toBe(0);
  });

  it('has surveys expire by its own time alone, however long it takes', async () => {
    const { environment } = place(0);
    const { terminal } = capturedTerminal({ environment });
    const surveys = () =>
      withEngine(terminal, 'read', async ({ pool, store }) => {
        const { rows } = await pool.query("SELECT FROM gongdan.survey WHERE status = 'open'");
        const types = ['SurveyExpired'];
        const { events } = await store.readLog({ after: 0, types, limit: 1_000 });
        return { open: rows.length, expired: events.length };
      });
    const before = await surveys();
    expect(before.open).toBeGreaterThan(0);
    // Real minutes pass, and nothing else is made to believe so.
    jest.useFakeTimers({
      doNotFake: [
        'Date',
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
        'setTimeout',
        'clearTimeout',
      ],
    });
    try {
      const yearsLaterMs = Date.parse('2028-03-02T10:00:00Z');
      await withEngineParts(terminal, 'simulate', (parts) =>
        withVirtualEngine(parts, yearsLaterMs, async () => {
          await jest.advanceTimersByTimeAsync(SOME_MINUTES_MS);
        }),
      );
    } finally {
      jest.useRealTimers();
    }
    expect(await surveys()).toEqual(before);
  });

  it('ends in order at Ctrl-C', async () => {
    const abort = new AbortController();
    abort.abort();
    const stopped = await simulate(0, ['--seed', '10', ...UNTIL], { signal: abort.signal });
    expect(stopped.exitCode).toBe(130);
  });

  it.each([
    [['--until', 'tomorrow'], "--until is 'tomorrow'"],
    [['--until', '2999-01-01T00:00:00Z'], '--until 2999-01-01T00:00:00.000Z is in the future'],
    [
      ['--until', '1970-01-31T00:00:00Z', '--days', '31'],
      '--until 1970-01-31T00:00:00.000Z less --days 31 is before 1970',
    ],
    [['--tickets', '0'], "--tickets is '0'"],
    [['--tickets', '1000001'], "--tickets is '1000001'"],
    [['--days', '3651'], "--days is '3651'"],
    [['--seed', '4294967296'], "--seed is '4294967296'"],
  ])('is called wrongly with %j', async (args, words) => {
    const { exitCode, err } = await simulate(0, args);
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: expect.stringContaining(words) });
  });
});
