import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ContractedEventStore, FileKeyVault, PostgresEventStore } from '@gongdan/event-store';
import { runCaptured } from '../../apps/cli/testing/captured-terminal.js';
import { contentOf } from '../../libs/import/testing/importing.js';
import { spawnTypescript } from '../setup/spawned-program.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

jest.setTimeout(240_000);

const PROGRAM = join(import.meta.dirname, 'import-process.ts');
const CASES = 700;
const ROWS = CASES * 4;

const MAPPING = `log: killed
times: { formats: ['yyyy-MM-dd HH:mm'], zone: Asia/Shanghai }
cases: scattered
order: [{ column: at, as: time }]
fields:
  case: { column: order }
  state: { column: state }
  time: { column: at }
  customer: { column: customer }
  title: { template: 'Order {order}' }
  category: { value: paid }
  technician: { column: technician }
states:
  new: { to: registered }
  working: { to: in-progress }
  done: { to: finished }
  gone: { to: closed }
`;

interface Place {
  readonly database: TestDatabase;
  readonly environment: Readonly<Record<string, string>>;
}

let folder: string;
const places: Place[] = [];

/** A database of its own, with a data folder of its own beside it. */
const newPlace = async (): Promise<Place> => {
  const database = await createTestDatabase([]);
  const dataFolder = join(folder, `data-${places.length}`);
  const place = { database, environment: { DATABASE_URL: database.url, DATA_DIR: dataFolder } };
  places.push(place);
  return place;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-killed-'));
  const rows = ['new', 'working', 'done', 'gone'].flatMap((state, hour) =>
    Array.from({ length: CASES }, (_, index) =>
      [`A-${index}`, state, `2026-03-02 1${hour}:00`, `C ${index % 90}`, `T ${index % 7}`].join(),
    ),
  );
  const garbage = 'A-1,stolen,2026-03-02 18:00,C 1,T 1';
  const log = ['order,state,at,customer,technician', ...rows, garbage].join('\n');
  writeFileSync(join(folder, 'log.csv'), log);
  writeFileSync(join(folder, 'log.yaml'), MAPPING);
});
afterAll(async () => {
  for (const { database } of places) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const args = () => [
  'import',
  'event-log',
  join(folder, 'log.csv'),
  '--mapping',
  join(folder, 'log.yaml'),
  '--json',
];

const importInto = async ({ environment }: Place): Promise<Record<string, number>> => {
  const { out, exitCode } = await runCaptured(args(), { environment });
  expect(exitCode).toBe(0);
  return JSON.parse(out) as Record<string, number>;
};

/** Everything in the log, with the personal data opened. */
const everythingIn = async ({ environment }: Place) => {
  const raw = await PostgresEventStore.open({ connection: environment['DATABASE_URL'] ?? '' });
  const vault = await FileKeyVault.open(join(environment['DATA_DIR'] ?? '', 'keys'));
  const store = new ContractedEventStore(raw, { vault });
  try {
    return await contentOf(store);
  } finally {
    await store.close();
  }
};

describe('an import that is killed again and again', () => {
  it('ends where one ends that was left in peace', async () => {
    const peaceful = await newPlace();
    const whole = await importInto(peaceful);
    expect(whole).toMatchObject({ rows: ROWS + 1, applied: ROWS, rejected: 1, tickets: CASES });

    const killed = await newPlace();
    for (const batches of [1, 2]) {
      const program = spawnTypescript(PROGRAM, killed.environment, {
        args: [String(batches), ...args()],
      });
      await program.closed;
      expect(program.child.signalCode).toBe('SIGKILL');
    }
    // From outside, in the middle of a batch.
    const program = spawnTypescript(PROGRAM, killed.environment, { args: ['0', ...args()] });
    await program.line('batch 1');
    await program.end('SIGKILL');

    const rest = await importInto(killed);
    expect(rest['applied']).toBeLessThan(ROWS);
    expect(rest).toMatchObject({ rows: ROWS + 1, rejected: 1, tickets: CASES });
    expect(await everythingIn(killed)).toEqual(await everythingIn(peaceful));

    const again = await importInto(killed);
    expect(again).toMatchObject({ rows: ROWS + 1, applied: 0, noChange: ROWS, events: 0 });
    for (const command of [['verify'], ['projections', 'check']]) {
      const { exitCode, out } = await runCaptured(command, { environment: killed.environment });
      expect([exitCode, out]).toEqual([0, expect.not.stringContaining('differ')]);
    }
  });
});
