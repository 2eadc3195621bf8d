import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { eventStoreMigrations, PostgresEventStore } from '@gongdan/event-store';
import { migrate } from '../setup/test-database.js';
import { startThrowAwayPostgres, type ThrowAwayPostgres } from '../setup/throw-away-postgres.mjs';
import { findContradictions } from './checker.js';
import {
  appendSlowlyOrRollBack,
  holdUnrelatedTransaction,
  terminateWriters,
} from './disturbances.js';
import { countAnswers, readCommands, readWholeLog } from './evidence.js';
import { JournalInMemory } from './journal.js';
import { NaiveTail, SubscribedTail } from './tails.js';
import { Writers } from './writers.js';

/** How long clients write; the nightly run sets more. */
const RUN_MS = Number(process.env['PROPERTY_RUN_MS'] ?? 12_000);
const SERVER_KILLS = 2;

describe('trying to lose or reorder an event', () => {
  let server: ThrowAwayPostgres;
  beforeAll(async () => {
    server = await startThrowAwayPostgres({ durable: true });
    await migrate(server.url, eventStoreMigrations);
  }, 60_000);
  afterAll(() => server.stop());

  it(
    'fails: two processes write while sessions, writers and the server are killed',
    async () => {
      const { url } = server;
      const writers = new Writers(url, 12);
      const slowJournal = new JournalInMemory();
      const tails = { naive: new NaiveTail(url), subscribed: SubscribedTail.at(url) };
      const disturbances = {
        terminated: terminateWriters(url, 400),
        slowOrRolledBack: appendSlowlyOrRollBack(url, slowJournal, 150),
        unrelated: holdUnrelatedTransaction(url),
      };
      await Promise.all([writers.start(), writers.start()]);
      for (let kill = 0; kill < SERVER_KILLS; kill++) {
        await pause(RUN_MS / (SERVER_KILLS + 1));
        await writers.killAndReplace();
        server.kill();
        await server.start();
      }
      await pause(RUN_MS / (SERVER_KILLS + 1));
      await writers.killAndReplace();
      await disturbances.terminated.stop();
      await writers.stop();
      await Promise.all([disturbances.slowOrRolledBack.stop(), disturbances.unrelated.stop()]);

      const store = await PostgresEventStore.open({ connection: url });
      const log = await readWholeLog(store);
      const last = await store.lastPosition();
      await store.close();
      for (const tail of Object.values(tails)) await tail.stopAt(last, 10_000);
      const entries = [...writers.entries(), ...slowJournal.entries()];
      const commands = await readCommands(url);
      writers.dispose();

      const evidence = {
        log,
        commands,
        entries,
        tails: { naive: tails.naive.positions, subscribed: tails.subscribed.positions },
      };
      expect(findContradictions(evidence).slice(0, 20)).toEqual([]);

      // A quiet run proves nothing: all of it must have happened.
      const answers = countAnswers(entries);
      const killed = {
        sessions: disturbances.terminated.count(),
        writers: writers.killed,
        slowOrRolledBack: disturbances.slowOrRolledBack.count(),
      };
      if (process.env['GONGDAN_TEST_VERBOSE']) console.log(log.length, answers, killed);
      expect(log.length).toBeGreaterThan(1_000);
      expect(answers.appended).toBeGreaterThan(500);
      expect(answers.conflict).toBeGreaterThan(100);
      expect(answers.replayed).toBeGreaterThan(20);
      expect(answers['key-reused']).toBeGreaterThan(5);
      expect(answers.refused).toBeGreaterThan(5);
      expect(answers.unknown).toBeGreaterThan(5);
      expect(killed.sessions).toBeGreaterThan(5);
      expect(killed.writers).toBe(SERVER_KILLS + 1);
      expect(killed.slowOrRolledBack).toBeGreaterThan(10);
    },
    RUN_MS + 90_000,
  );
});
