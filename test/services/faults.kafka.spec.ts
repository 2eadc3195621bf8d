import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FAULT_KINDS } from './fault-plan.js';
import { runUnderFaults, type FaultRun } from './run-under-faults.js';

jest.setTimeout(900_000);

const SEED = 4;
const COMMANDS = 350;

let folder: string;
let run: FaultRun;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-faults-'));
  run = await runUnderFaults({ seed: SEED, commands: COMMANDS, clients: 6, short: true, folder });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the services while one part after another is killed or stopped under their clients', () => {
  it('bring every ticket to its end', () => {
    expect(run.troubles).toEqual([]);
    expect(run.load.acknowledged).toBeGreaterThanOrEqual(COMMANDS);
    expect(run.load.tickets).toMatchObject({ refused: 0, stuck: 0 });
  });

  it('have seen every kind of fault', () => {
    expect(run.done.map(({ kind }) => kind).toSorted()).toEqual([...FAULT_KINDS].toSorted());
  });

  it('have lost, doubled, reordered and made up nothing', () => {
    expect(run.report.examples).toEqual({});
    expect(run.report.clean).toBe(true);
  });
});
