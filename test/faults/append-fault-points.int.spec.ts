import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventStoreMigrations, PostgresEventStore } from '@gongdan/event-store';
import { findContradictions } from '../property/checker.js';
import { countAnswers, readCommands, readWholeLog } from '../property/evidence.js';
import { Writers } from '../property/writers.js';
import { eventually } from '../setup/eventually.js';
import { createTestDatabase, type TestDatabase } from '../setup/test-database.js';

/** Of each writer process. */
const CALLERS = 6;
/** What has no answer yet counts as unknown until the writers are stopped. */
const UNANSWERED_MAX = 4 * CALLERS;

/** Each writer process has its fault point armed: every twentieth pass is the end of it, or a pause. */
describe('the fault points of the append', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(eventStoreMigrations);
  });
  afterAll(() => database.drop());

  it.each(['append.before', 'append.after-insert', 'append.after-commit'])(
    '%s: killed, failing and stalled writers lose and double nothing',
    async (point) => {
      const writers = new Writers(database.url, CALLERS, `${point}-`);
      const before = await lastPosition();
      const kills = ['kill', 'throw', 'stall'].map((how) => writers.start(`${point}:${how}`));
      await Promise.all([...kills, writers.start()]);
      await eventually('enough was answered, and one was killed', () => {
        const { appended, replayed, refused, unknown } = countAnswers(writers.entries());
        const failed = point === 'append.before' ? refused > 0 : unknown > UNANSWERED_MAX + 3;
        return writers.exits.length > 0 && appended > 100 && replayed > 0 && failed;
      });
      await writers.stop();

      const store = await PostgresEventStore.open({ connection: database.url });
      const log = await readWholeLog(store);
      await store.close();
      entries.push(...writers.entries());
      const findings = findContradictions({
        log,
        commands: await readCommands(database.url),
        entries,
        tails: {},
      });
      expect(findings.slice(0, 20)).toEqual([]);

      const answers = countAnswers(writers.entries());
      expect(writers.exits.filter(({ signal }) => signal === 'SIGKILL')).toHaveLength(1);
      expect(log.length - before).toBeGreaterThan(100);
      expect(answers.replayed).toBeGreaterThan(0);
      if (point === 'append.before') expect(answers.refused).toBeGreaterThan(0);
      else expect(answers.unknown).toBeGreaterThan(3);
      writers.dispose();
    },
    30_000,
  );

  const entries: ReturnType<Writers['entries']> = [];

  const lastPosition = async () => {
    const store = await PostgresEventStore.open({ connection: database.url });
    const position = await store.lastPosition();
    await store.close();
    return position;
  };
});
