import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
import { checkEvidence } from './check-evidence.js';
import type { Kind } from './findings.js';
import { EngineUnderLoad } from './testing/engine-under-load.js';

jest.setTimeout(120_000);

const COMMANDS = 60;
/** What follows from a fault need not be waited for. */
const PATIENCE_MS = 2_000;

const FAULTS: readonly (readonly [fault: PlantedFault, named: readonly Kind[]])[] = [
  ['append.break-hash-chain', ['hash-chain']],
  ['append.lose-an-event-of-a-batch', ['checkpoint-ahead']],
  ['subscription.forget-live-event', ['row-missing']],
  ['append.outcome-in-second-transaction', ['lost', 'unexplained']],
  ['projection.apply-twice', ['row-differs']],
];

let engine: EngineUnderLoad | undefined;
afterEach(async () => {
  plantFault(undefined);
  await engine?.remove();
});

/** What the checker counts after a short run of the engine as it is then. */
async function countsOfRun(): Promise<Partial<Record<Kind, number>>> {
  engine = await EngineUnderLoad.open();
  await engine.load(COMMANDS, PATIENCE_MS).catch(() => 'the organisation could not be founded');
  const { log, readModels } = await engine.settled(undefined, PATIENCE_MS);
  return checkEvidence({ attempts: engine.attempts(), faults: [], log, readModels }).counts;
}

describe('the engine', () => {
  it('is clean as it is', async () => {
    expect(await countsOfRun()).toEqual({});
  });

  it.each(FAULTS)('is found out with %s', async (fault, named) => {
    plantFault(fault);
    expect(Object.keys(await countsOfRun())).toEqual(expect.arrayContaining([...named]));
  });
});
