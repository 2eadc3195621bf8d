import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runCaptured } from '../../apps/cli/testing/captured-terminal.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

jest.setTimeout(600_000);

/**
 * The whole log that config/imports/servicenow-incidents.yaml is made for. It is too large for this
 * repository (test/import/fixtures has an extract): set GONGDAN_REAL_LOG to the path of the file.
 */
const REAL_LOG = process.env['GONGDAN_REAL_LOG'];
const MAPPING = join(import.meta.dirname, '../../config/imports/servicenow-incidents.yaml');

const describeRealLog = REAL_LOG === undefined ? describe.skip : describe;

describeRealLog('the whole log of a real service desk (needs GONGDAN_REAL_LOG)', () => {
  let database: TestDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await createTestDatabase([]);
    folder = mkdtempSync(join(tmpdir(), 'gongdan-real-'));
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const gongdan = async (...args: readonly string[]) => {
    const environment = { DATABASE_URL: database.url, DATA_DIR: join(folder, 'data') };
    const { exitCode, out } = await runCaptured([...args, '--json'], { environment });
    return { exitCode, answer: JSON.parse(out) as Record<string, number> };
  };
  const importAll = () => {
    const rejects = join(folder, 'rejects.csv');
    const log = ['import', 'event-log', REAL_LOG ?? '', '--mapping', MAPPING];
    return gongdan(...log, '--rejects', rejects);
  };

  it('adds up, and every read model equals a fold of the log', async () => {
    const { exitCode, answer } = await importAll();
    expect(exitCode).toBe(0);
    expect(answer).toMatchObject({
      rows: 119_998,
      applied: 85_934,
      noChange: 34_061,
      rejected: 3,
      tickets: 20_769,
      events: 122_579,
    });
    process.stderr.write(`${Math.round(119_998 / (answer['seconds'] ?? 1))} rows/s\n`);
    expect((await gongdan('verify')).exitCode).toBe(0);
    const check = await gongdan('projections', 'check');
    expect(check.exitCode).toBe(0);
    expect(check.answer).toContainEqual(
      expect.objectContaining({ projection: 'ticket-detail', rows: 20_769, differenceCount: 0 }),
    );
  });

  it('changes nothing the second time', async () => {
    const { answer } = await importAll();
    expect(answer).toMatchObject({ rows: 119_998, applied: 0, noChange: 119_995, events: 0 });
  });
});
