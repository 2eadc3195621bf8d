import { afterEach, describe, expect, it } from '@jest/globals';
import { plantFault, type PlantedFault } from '@gongdan/core';
import { eventStoreMigrations, PostgresEventStore } from '@gongdan/event-store';
import { findContradictions, type Check, type Finding } from '../property/checker.js';
import { terminateWriters } from '../property/disturbances.js';
import { readCommands, readWholeLog } from '../property/evidence.js';
import { JournalInMemory } from '../property/journal.js';
import { NaiveTail, PagedTail, SubscribedTail } from '../property/tails.js';
import { runWorkload } from '../property/workload.js';
import { createTestDatabase } from '../setup/test-database.js';

const ROUNDS = 1_200;

/**
 * The property test’s own work, small: two stores of one process write while a fault is planted, then a
 * sound store reads what became of it.
 */
async function findingsWith(fault: PlantedFault | undefined): Promise<Finding[]> {
  const database = await createTestDatabase(eventStoreMigrations);
  plantFault(fault);
  const open = () => PostgresEventStore.open({ connection: database.url });
  const stores = [await open(), await open()];
  const journals = stores.map(() => new JournalInMemory());
  const tails = {
    naive: new NaiveTail(database.url),
    subscribed: new SubscribedTail(open),
    paged: new PagedTail(open),
  };
  // Only a lost connection shows that somebody was told too early.
  const terminated =
    fault === 'append.answer-before-commit' ? terminateWriters(database.url, 50) : undefined;
  await Promise.all(
    stores.map((store, index) => {
      let rounds = 0;
      return runWorkload(store, journals[index]!, {
        client: `client${index}`,
        seed: index + 1,
        callers: 8,
        hotStreams: 4,
        isOver: () => ++rounds > ROUNDS,
      });
    }),
  );
  await terminated?.stop();
  for (const store of stores) await store.close();
  plantFault(undefined);
  const sound = await open();
  const log = await readWholeLog(sound);
  await sound.close();
  plantFault(fault); // the tails are still to be wrong
  for (const tail of Object.values(tails)) await tail.stopAt(log.at(-1)?.position ?? 0, 1_500);
  plantFault(undefined);
  const commands = await readCommands(database.url);
  await database.drop();
  return findContradictions({
    log,
    commands,
    entries: journals.flatMap((journal) => journal.entries()),
    tails: {
      naive: tails.naive.positions,
      subscribed: tails.subscribed.positions,
      paged: tails.paged.positions,
    },
  });
}

describe('planted faults of the append, the log and the subscription', () => {
  afterEach(() => plantFault(undefined));

  it('are not needed: without one, the same work finds nothing', async () => {
    expect((await findingsWith(undefined)).slice(0, 10)).toEqual([]);
  }, 30_000);

  const CAUGHT: readonly [PlantedFault, Check, RegExp][] = [
    ['append.answer-before-commit', 'acknowledged-is-there', /: 0 of /],
    ['append.position-without-lock', 'tail-sees-everything', /^naive missed/],
    ['append.skip-version-check', 'expectation-held', /./],
    ['append.outcome-in-second-transaction', 'one-effect-per-key', /./],
    ['append.lose-an-event-of-a-batch', 'acknowledged-is-there', /./],
    ['append.break-hash-chain', 'hash-chain', /./],
    ['log.page-runs-ahead', 'tail-sees-everything', /^paged missed/],
    ['subscription.forget-live-event', 'tail-sees-everything', /^subscribed missed/],
  ];

  it.each(CAUGHT)(
    '%s is caught by %s',
    async (fault, check, detail) => {
      const findings = await findingsWith(fault);
      const matching = findings.filter(
        (found) => found.check === check && detail.test(found.detail),
      );
      expect(matching.length).toBeGreaterThan(0);
    },
    30_000,
  );
});
