import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawnTypescript } from '../setup/spawned-program.js';
import { runClients, type LoadReport } from './clients.js';
import { KillableEngine } from './testing/killable-engine.js';

jest.setTimeout(240_000);

const COMMANDS = 300;
/** Acknowledged commands after which the engine is killed. */
const KILLS = [90, 200];

let engine: KillableEngine;
beforeAll(async () => {
  engine = await KillableEngine.start();
});
afterAll(() => engine?.remove());

/** Clients go on while the engine is killed again and again under them. */
async function runUnderKills(): Promise<LoadReport> {
  const login = await engine.addAdministrator();
  const due = [...KILLS];
  let faults: Promise<void> = Promise.resolve();
  const report = await runClients({
    base: engine.base,
    login,
    journals: engine.journals,
    seed: 11,
    clients: 6,
    commands: COMMANDS,
    onAcknowledged: (acknowledged) => {
      if (acknowledged < (due[0] ?? Infinity)) return;
      due.shift();
      faults = faults.then(() => engine.killAndStartAgain());
    },
  });
  await faults;
  return report;
}

describe('clients of an engine that is killed under them', () => {
  let report: LoadReport;

  it('bring their tickets to an end all the same', async () => {
    report = await runUnderKills();
    expect(report.acknowledged).toBeGreaterThanOrEqual(COMMANDS);
    expect(report.unknown).toBeGreaterThan(0);
    expect(report.tickets).toMatchObject({ refused: 0, stuck: 0 });
  });

  it('and the checker finds nothing lost, doubled, reordered or made up', async () => {
    const said: Readonly<Record<string, string>> = {
      '--database': engine.databaseUrl,
      '--journal': engine.journals,
      '--faults': engine.faults,
    };
    const minimum = [`kills=${KILLS.length}`, 'unknownsOrRepeats=1', 'closedTickets=8'];
    const args = [
      ...Object.entries(said).flat(),
      ...minimum.flatMap((word) => ['--minimum', word]),
    ];
    const checker = spawnTypescript(join(import.meta.dirname, 'main.ts'), {}, { args });
    await checker.closed;
    expect(checker.lines).toContain('Nothing was lost, doubled, reordered or made up.');
    expect(checker.child.exitCode).toBe(0);
  });
});
