import { afterEach, describe, expect, it } from '@jest/globals';
import { plantFault } from '@gongdan/core';
import { loadTestWorkflows } from '../../libs/ticket/domain/testing/load-test-workflows.js';
import { noTraffic, runSeed, type Traffic } from './run-seed.js';

const workflows = loadTestWorkflows();

/** `SIMULATION_SEEDS=20000 npm test -- test/simulation` for a long run; `SIMULATION_SEED=n` for one. */
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? 2_000);
const FIRST_SEED = Number(process.env['SIMULATION_SEED'] ?? 1);
const LAST_SEED = process.env['SIMULATION_SEED'] === undefined ? SEEDS : FIRST_SEED;

afterEach(() => plantFault(undefined));

describe('the engine on in-memory ports and virtual time', () => {
  it('keeps its guarantees for every seed, whatever line and processes do', async () => {
    const traffic = noTraffic();
    const broken: { seed: number; findings: readonly string[] }[] = [];
    for (let seed = FIRST_SEED; seed <= LAST_SEED; seed++) {
      const report = await runSeed(seed, workflows);
      if (report.findings.length > 0) broken.push({ seed, findings: report.findings });
      for (const key of Object.keys(traffic) as (keyof Traffic)[]) {
        traffic[key] += report.traffic[key];
      }
    }
    expect(broken.slice(0, 5)).toEqual([]);
    const runs = LAST_SEED - FIRST_SEED + 1;
    expect(traffic.accepted).toBeGreaterThan(30 * runs);
    for (const kind of ['refused', 'replayed', 'unanswered', 'issued'] as const) {
      expect(traffic[kind]).toBeGreaterThan(runs / 2);
    }
    expect(traffic.voided).toBeGreaterThan(runs / 10);
  }, 300_000);

  it('replays a seed exactly: the same log, hash by hash', async () => {
    const [first, again, other] = [
      await runSeed(17, workflows),
      await runSeed(17, workflows),
      await runSeed(18, workflows),
    ];
    expect(again.log).toEqual(first.log);
    expect(other.log).not.toEqual(first.log);
  });

  it('notices a store that does not check versions', async () => {
    plantFault('append.skip-version-check');
    const reports = [];
    for (let seed = 1; seed <= 30; seed++) reports.push(await runSeed(seed, workflows));
    expect(reports.flatMap(({ findings }) => findings).join('\n')).toMatch(/at \d+ left '/);
  });
});
