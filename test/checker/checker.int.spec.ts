import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnTypescript } from '../setup/spawned-program.js';
import { checkEvidence, type Report } from './check-evidence.js';
import { checkPolicies } from './checks/check-policies.js';
import { checkPromises } from './checks/check-promises.js';
import type { Evidence } from './evidence.js';
import { Findings, KINDS, type Kind } from './findings.js';
import { COMMAND_DAMAGES } from './testing/command-damages.js';
import {
  must,
  topicsOf,
  withAttempts,
  withRecords,
  withTopics,
  type Damage,
} from './testing/edit.js';
import { LOG_DAMAGES } from './testing/log-damages.js';
import { POLICY_DAMAGES } from './testing/policy-damages.js';
import { READ_MODEL_DAMAGES } from './testing/read-model-damages.js';
import { TOPIC_DAMAGES } from './testing/topic-damages.js';
import { makeTrueHistory, type TrueHistory } from './testing/true-history.js';

let history: TrueHistory;
let evidence: Evidence;
beforeAll(async () => {
  history = await makeTrueHistory();
  ({ evidence } = history);
}, 120_000);
afterAll(() => history?.engine.remove());

const DAMAGES = [...COMMAND_DAMAGES, ...LOG_DAMAGES, ...TOPIC_DAMAGES, ...READ_MODEL_DAMAGES];

describe('a true history', () => {
  it('is clean, and shows what it is made of', () => {
    const { clean, examples, scale } = checkEvidence(evidence);
    expect(examples).toEqual({});
    expect(clean).toBe(true);
    expect(evidence.attempts.filter(({ result }) => result === 'unknown')).toEqual([]);
    expect(scale).toMatchObject({ relayEpochs: 2, repeats: 100, kills: 1, unknowns: 0 });
    expect(scale.acknowledged).toBeGreaterThan(300);
    expect(scale.refused).toBeGreaterThan(0);
    expect(scale.closedTickets).toBeGreaterThan(10);
    expect(scale.rows).toBeGreaterThan(scale.events / 2); // promises have rows of their own elsewhere
  });

  const clean = (spoilt: Evidence) => expect(checkEvidence(spoilt).examples).toEqual({});

  it('stays clean where answers were lost, with and without an effect', () => {
    clean(
      withAttempts(evidence, (attempts) => [
        ...attempts.map((each, index) =>
          index % 3 > 0 || each.result === 'refused'
            ? each
            : ({ ...each, result: 'unknown', position: undefined, stream: undefined } as const),
        ),
        { ...must(attempts[0]), commandKey: 'never-arrived', logKey: undefined, result: 'unknown' },
      ]),
    );
  });

  it('stays clean where a client does not know the log’s name of its commands', () => {
    clean(
      withAttempts(evidence, (attempts) =>
        attempts.map((each) =>
          each.logKey?.startsWith('open:') ? each : { ...each, logKey: undefined },
        ),
      ),
    );
  });

  it('stays clean where a command changed nothing', () => {
    clean(
      withAttempts(evidence, (attempts) => [
        ...attempts,
        { ...must(attempts[0]), commandKey: 'no-change', logKey: undefined, position: 0 },
      ]),
    );
  });

  it('stays clean where everything was published once more', () => {
    clean(
      withRecords(evidence, (records) => {
        const counts = Map.groupBy(records, ({ topic, partition }) => `${topic} ${partition}`);
        const again = records.map((record) => ({
          ...record,
          offset: record.offset + must(counts.get(`${record.topic} ${record.partition}`)?.length),
        }));
        return [...records, ...again];
      }),
    );
  });

  it('stays clean where the relay is not at the end yet', () => {
    const { relay, prefix } = topicsOf(evidence);
    const position = 100;
    const early = evidence.log.slice(0, position).map(({ id }) => id);
    clean(
      withTopics(evidence, ({ records }) => ({
        prefix,
        records: records.filter(({ headers }) => early.includes(headers['ce_id'] ?? '')),
        relay: { ...must(relay), position },
      })),
    );
  });

  it('is too small for whoever asked for more', () => {
    const { counts } = checkEvidence(evidence, {
      minimum: {
        acknowledged: 100_000,
        closedTickets: 1,
        kills: 2,
        faults: 1,
        unknownsOrRepeats: 100,
        relayEpochs: 3,
      },
    });
    expect(counts).toEqual({ 'run-too-small': 3 });
  });

  it('needs no journal for what was there before', () => {
    const half = evidence.log.length / 2;
    const early = new Set(
      evidence.log.filter(({ position }) => position <= half).map(({ commandKey }) => commandKey),
    );
    const late = withAttempts(evidence, (attempts) =>
      attempts.filter(({ logKey }) => !early.has(logKey ?? null)),
    );
    expect(Object.keys(checkEvidence(late).counts)).toEqual(['unexplained']);
    expect(checkEvidence(late, { givenUpTo: half }).counts).toEqual({});
  });
});

describe('damage', () => {
  it.each(DAMAGES.map((damage) => [damage.name, damage] as const))(
    '%s is named',
    (_name, damage) => {
      const report = checkEvidence(damage.spoil(evidence));
      expect(report.clean).toBe(false);
      expectFound(report, damage);
    },
  );

  it.each(POLICY_DAMAGES.map((damage) => [damage.name, damage] as const))(
    '%s is named',
    (_name, { spoil, found }) => {
      const findings = new Findings();
      const spoilt = spoil(evidence.log);
      checkPolicies(spoilt, Infinity, findings.found);
      checkPromises(spoilt, Infinity, findings.found);
      expect({ counts: findings.counts(), examples: findings.examples() }).toMatchObject({
        counts: found,
      });
      expect(Object.keys(findings.counts())).toEqual(Object.keys(found));
    },
  );

  it('was tried in every kind', () => {
    const tried = [...DAMAGES, ...POLICY_DAMAGES].flatMap(({ found }) => Object.keys(found));
    const all = new Set([...tried, 'run-too-small']);
    expect(Object.keys(KINDS).filter((kind) => !all.has(kind))).toEqual([]);
  });
});

function expectFound({ counts, examples }: Report, { found, more = false }: Damage): void {
  const expected = Object.fromEntries(
    Object.entries(found).map(([kind, count]) => [
      kind,
      count === 'some' ? (counts[kind as Kind] ?? 'some') : count,
    ]),
  );
  // Shows the examples where it fails.
  expect({ counts, examples }).toMatchObject({ counts: expected });
  if (!more) expect(Object.keys(counts).toSorted()).toEqual(Object.keys(found).toSorted());
}

describe('the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongdan-checker-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...more: string[]) => {
    const program = spawnTypescript(join(import.meta.dirname, 'main.ts'), {}, { args: more });
    await program.closed;
    return { code: program.child.exitCode, lines: program.lines };
  };

  it('reads database and journals, and exits with 0 where it finds nothing', async () => {
    const json = join(folder, 'report.json');
    const { databaseUrl, journals } = history.engine;
    const told = await run('--database', databaseUrl, '--journal', journals, '--json', json);
    expect(told.lines).toContain('Nothing was lost, doubled, reordered or made up.');
    expect(told.code).toBe(0);
    const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
    expect(report).toMatchObject({ clean: true, counts: {} });
    expect(report.scale.events).toBe(evidence.log.length);
  });

  it('exits with 1 and says what it finds', async () => {
    const told = await run('--database', history.engine.databaseUrl, '--minimum', 'kills=3');
    expect(told.code).toBe(1);
    expect(told.lines).toContain('  kills: 0, at least 3 was asked for');
    expect(told.lines).toContainEqual(
      expect.stringMatching(/^unexplained: \d+ \(an event that no/),
    );
    expect(told.lines).toContain('The run is NOT clean.');
  });

  it.each([
    ['without a database', [], 'Checks what is left'],
    ['with an unknown minimum', ['--database', 'x', '--minimum', 'luck=1'], 'error: '],
    ['with a database that is not there', ['--database', 'postgres://127.0.0.1:1/x'], 'error: '],
  ])('exits with 2 %s', async (_case, words, beginning) => {
    const { code, lines } = await run(...words);
    expect(lines[0]).toContain(beginning);
    expect(code).toBe(2);
  });
});
