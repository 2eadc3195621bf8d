import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { configFolder } from '@gongdan/platform';
import pg from 'pg';
import { Desk } from '../../test/e2e/desk.js';
import { register, settle } from '../../test/e2e/journey.js';
import { runCaptured } from './testing/captured-terminal.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'gongdan-sla-'));
const slaFolder = join(folder, 'sla');
/** The house’s promises of a second version, half as long. */
const SECOND = join(folder, 'house.v2.yaml');

let environment: Record<string, string>;
let number: string;

const gongdan = (...args: readonly string[]) => runCaptured(args, { environment });
/** A desk with one open ticket of this morning, kept; and gone again. */
beforeAll(async () => {
  cpSync(configFolder('sla'), slaFolder, { recursive: true });
  const first = readFileSync(join(slaFolder, 'house.v1.yaml'), 'utf8');
  writeFileSync(
    SECOND,
    first.replace('version: 1', 'version: 2').replaceAll('within: PT24H', 'within: PT12H'),
  );
  const desk = await Desk.open({ environment: { SLA_FOLDER: slaFolder } });
  const people = await settle(desk);
  const { id } = await register(desk, people, { category: 'free' });
  await desk.caughtUp();
  ({ number } = (await desk.get('clerk', `/tickets/${id}`)) as { number: string });
  const { dataFolder, pool } = desk.engine;
  const { connectionString = '' } = pool.options;
  environment = {
    DATABASE_URL: connectionString,
    DATA_DIR: dataFolder, // with the keys of this log
    SLA_FOLDER: slaFolder,
  };
  closing = () => desk.close();
});
let closing: () => Promise<void> = () => Promise.resolve();
afterAll(async () => {
  await closing();
  rmSync(folder, { recursive: true, force: true });
});

const period = () => {
  const now = Date.now();
  const at = (ms: number) => new Date(ms).toISOString();
  return ['--from', at(now - 86_400_000), '--to', at(now + 60_000)];
};

describe('sla what-if', () => {
  it('says what was promised alone, where nothing else is asked about', async () => {
    const asked = period();
    const { out, exitCode } = await gongdan('sla', 'what-if', ...asked);
    expect(exitCode).toBe(0);
    expect(out).toContain(`from ${asked[1]} to ${asked[3]},`);
    expect(out).toMatch(/^ticket +arrival /m);
    expect(out).toContain('No verdict would change.');
  });

  it('names the line of a policy that is wrong', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, readFileSync(SECOND, 'utf8').replace('subject: ticket', 'subject: tick'));
    const { err, exitCode } = await gongdan('sla', 'what-if', '--policy', wrong, ...period());
    expect(exitCode).not.toBe(0);
    expect(err).toMatch(/wrong\.yaml:7: subject/);
  });

  it('refuses a period that ends before it begins', async () => {
    const [, from = '', , to = ''] = period();
    const backwards = await gongdan('sla', 'what-if', '--from', to, '--to', from);
    expect(backwards).toMatchObject({ exitCode: 2, err: 'error: --to must be after --from' });
  });

  it('writes every verdict that would change', async () => {
    const strict = join(folder, 'strict.yaml');
    // Nothing is promised any more but what is impossible.
    writeFileSync(
      strict,
      readFileSync(SECOND, 'utf8').replace(
        /- \{ within: PT12H \}/,
        '- { within: PT0.001S, calendar: always }',
      ),
    );
    const changes = join(folder, 'changes.jsonl');
    const args = ['--policy', strict, '--changes', changes, '--json', ...period()];
    const { out } = await gongdan('sla', 'what-if', ...args);
    const changed = JSON.parse(readFileSync(changes, 'utf8')) as object;
    expect(changed).toMatchObject({
      number,
      clock: 'resolution',
      promised: { verdict: 'open' },
      whatIf: { verdict: 'breached' },
    });
    expect(JSON.parse(out)).toMatchObject({ subjects: 1, changes: [changed] });
    await gongdan('sla', 'what-if', ...args);
    expect(JSON.parse(readFileSync(changes, 'utf8'))).toEqual(changed);
  });

  it('writes them to what is no file of its own, too', async () => {
    const args = ['--changes', '/dev/null', ...period()];
    expect((await gongdan('sla', 'what-if', ...args)).exitCode).toBe(0);
  });

  it('refuses to write changes where it cannot, or over what it reads', async () => {
    const nowhere = join(folder, 'nowhere', 'changes.jsonl');
    const unwritten = await gongdan('sla', 'what-if', '--changes', nowhere, ...period());
    expect(unwritten.err).toMatch(/^error: --changes is '.*', which cannot be written: ENOENT/);
    expect([unwritten.exitCode, unwritten.out]).toEqual([2, '']);
    const policy = join(folder, 'precious.yaml');
    writeFileSync(policy, readFileSync(SECOND, 'utf8'));
    const over = ['--policy', policy, '--changes', policy, ...period()];
    const { exitCode, err } = await gongdan('sla', 'what-if', ...over);
    expect([exitCode, err]).toEqual([2, expect.stringContaining('would overwrite')]);
    expect(readFileSync(policy, 'utf8')).toBe(readFileSync(SECOND, 'utf8'));
  });
});

describe('sla recalculate', () => {
  it('moves what is open to the version in force, once', async () => {
    const reason = ['--reason', 'New promises'];
    expect((await gongdan('sla', 'recalculate', ...reason)).out).toBe('0 of 0 moved.');
    cpSync(SECOND, join(slaFolder, 'house.v2.yaml'));
    const second = readFileSync(SECOND, 'utf8');
    const inForce = second
      .replace('version: 2', 'version: 2\neffectiveFrom: 2026-01-01T00:00:00Z')
      // So that its clocks follow two calendars.
      .replace('    onAppointment', '    calendar: always\n    onAppointment');
    writeFileSync(join(slaFolder, 'house.v2.yaml'), inForce);
    const dry = await gongdan('sla', 'recalculate', '--dry-run', ...reason);
    expect(dry.out).toBe('1 would be moved.');
    const { out } = await gongdan('sla', 'recalculate', '--json', ...reason);
    expect(JSON.parse(out)).toEqual({ outdated: 1, recalculated: 1 });
    const { rows } = await query(
      `SELECT data -> 'policy' ->> 'version' AS version FROM gongdan.event
        WHERE type = 'SlaClockRetargeted' AND data ->> 'clock' = 'resolution'`,
    );
    expect(rows).toEqual([{ version: '2' }]);
  });

  it('moves nothing back where the folder of policies is an older one than the engine’s', async () => {
    const older = join(folder, 'older');
    cpSync(configFolder('sla'), older, { recursive: true });
    const asked = ['sla', 'recalculate', '--reason', 'In another shell'];
    const from = { environment: { ...environment, SLA_FOLDER: older } };
    const { err, exitCode } = await runCaptured(asked, from);
    const { rows } = await query(
      "SELECT count(*)::int AS told FROM gongdan.event WHERE type = 'SlaRecalculated'",
    );
    expect(rows).toEqual([{ told: 1 }]);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^error: config\/sla: lacks version 2 of house; 4 open clocks follow it\n/);
    expect((await runCaptured([...asked, '--dry-run'], from)).exitCode).toBe(1);
  });
});

describe('an engine without a version that open clocks follow', () => {
  it('does not start, and says which', async () => {
    rmSync(join(slaFolder, 'house.v1.yaml'));
    rmSync(join(slaFolder, 'house.v2.yaml'));
    const { err } = await gongdan('dead-letters', 'replay', 'projection:customer', 'customer-x');
    const { rows } = await query(
      `SELECT count(*)::int AS open, count(DISTINCT calendar_id)::int AS calendars
         FROM gongdan.sla_clock WHERE policy_version = 2 AND state <> 'cancelled'`,
    );
    expect(rows).toEqual([{ open: 4, calendars: 2 }]);
    expect(err).toMatch(/^error: config\/sla: lacks version 2 of house; 4 open clocks follow it\n/);
    expect(err.match(/lacks/g)).toHaveLength(1);
  });
});

async function query(sql: string) {
  const client = new pg.Client({ connectionString: environment['DATABASE_URL'] });
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(sql);
  } finally {
    await client.end();
  }
}
