import { beforeAll, describe, expect, it } from '@jest/globals';
import { instantOf, type RecordedEvent } from '@gongdan/core';
import { InMemoryEventStore } from '@gongdan/event-store';
import { findContradictions, type Check, type Evidence } from './checker.js';
import { countAnswers, readWholeLog } from './evidence.js';
import { JournalInMemory, type Entry, type Told } from './journal.js';
import { runWorkload } from './workload.js';

/** What the adversary does to a sound history. Members are copied as far as they are changed. */
type Damage = (evidence: Evidence) => Evidence;

const withLog = (change: (log: RecordedEvent[]) => RecordedEvent[]): Damage => {
  return (evidence) => ({ ...evidence, log: change([...evidence.log]) });
};

const changeEvent = (index: number, change: Partial<RecordedEvent>): Damage =>
  withLog((log) => log.with(index, { ...(log[index] as RecordedEvent), ...change }));

/** Changes what the first entry with this answer (that fits) was told. */
const retell =
  <Status extends Told['status']>(
    status: Status,
    change: (told: Extract<Told, { status: Status }>, entry: Entry) => Told,
  ): Damage =>
  ({ entries, ...rest }) => {
    const index = entries.findIndex(({ told }) => told.status === status);
    const entry = entries[index] as Entry;
    const told = change(entry.told as Extract<Told, { status: Status }>, entry);
    return { ...rest, entries: entries.with(index, { ...entry, told }) };
  };

const renumber = (log: readonly RecordedEvent[]): RecordedEvent[] =>
  log.map((event, index) => ({ ...event, position: index + 1 }));

const DAMAGE: readonly [string, Check, Damage][] = [
  [
    'an acknowledged event is gone',
    'acknowledged-is-there',
    withLog((log) => log.toSpliced(40, 1)),
  ],
  ['the log’s end is cut off', 'acknowledged-is-there', withLog((log) => log.slice(0, -3))],
  ['a hole', 'positions-without-holes', withLog((log) => log.toSpliced(40, 1))],
  [
    'two events changed places',
    'acknowledged-is-there',
    withLog((log) => {
      const [one, two] = [log[40] as RecordedEvent, log[60] as RecordedEvent];
      return renumber(log.with(40, two).with(60, one));
    }),
  ],
  [
    'an event is there twice',
    'no-event-twice',
    withLog((log) => [...log, { ...(log[7] as RecordedEvent), position: log.length + 1 }]),
  ],
  [
    'an event that nobody wrote',
    'nothing-unheard-of',
    withLog((log) => [
      ...log,
      { ...(log[7] as RecordedEvent), id: 'strange', position: log.length + 1 },
    ]),
  ],
  ['a version left out', 'versions-without-holes', changeEvent(50, { version: 99 })],
  ['changed data', 'hash-chain', changeEvent(50, { data: { text: 'other' } })],
  ['a changed hash', 'hash-chain', changeEvent(50, { hash: 'ab'.repeat(32) })],
  [
    'a time before the one before',
    'recorded-in-order',
    changeEvent(50, { recordedAt: instantOf(0) }),
  ],
  [
    'a refused append took effect',
    'refused-is-not-there',
    retell('appended', () => ({ status: 'refused', code: 'STORE.UNAVAILABLE' })),
  ],
  [
    'a conflict took effect',
    'refused-is-not-there',
    retell('appended', (_told, { intent }) => ({
      status: 'conflict',
      stream: intent.writes[0]?.stream ?? '',
      actual: 1,
    })),
  ],
  [
    'half of an append of unknown outcome is there',
    'all-or-nothing',
    ({ entries, ...rest }) => {
      const index = entries.findIndex(
        ({ told, intent }) => told.status === 'appended' && intent.writes.length === 2,
      );
      const { intent } = entries[index] as Entry;
      const gone = new Set(intent.writes[1]?.ids);
      return {
        ...rest,
        entries: entries.with(index, { intent, told: { status: 'unknown' } }),
        log: rest.log.filter(({ id }) => !gone.has(id)),
      };
    },
  ],
  [
    'an append at another version than it expected',
    'expectation-held',
    ({ entries, ...rest }) => {
      const index = entries.findIndex(({ told }) => told.status === 'appended');
      const { intent, told } = entries[index] as Entry;
      const writes = intent.writes.map((write) => ({ ...write, expected: 777 }));
      return { ...rest, entries: entries.with(index, { told, intent: { ...intent, writes } }) };
    },
  ],
  [
    'a conflict that names the expected version',
    'conflict-is-true',
    retell('conflict', (told, { intent }) => {
      const { expected } = intent.writes.find(({ stream }) => stream === told.stream)!;
      const actual = typeof expected === 'number' ? expected : expected === 'exists' ? 1 : 0;
      return { ...told, actual };
    }),
  ],
  [
    'a conflict that names a version that never was',
    'conflict-is-true',
    retell('conflict', (told) => ({ ...told, actual: 9_999 })),
  ],
  [
    'a key with two effects',
    'one-effect-per-key',
    ({ entries, ...rest }) => {
      const keyed = entries.filter(
        ({ told, intent }) => told.status === 'appended' && intent.command,
      );
      const [one, two] = keyed as [Entry, Entry];
      const { command } = one.intent;
      const changed = { ...two, intent: { ...two.intent, ...(command && { command }) } };
      return { ...rest, entries: entries.with(entries.indexOf(two), changed) };
    },
  ],
  [
    'an effect without its outcome',
    'outcome-stored-with-the-effect',
    ({ commands, ...rest }) => ({ ...rest, commands: commands.slice(1) }),
  ],
  [
    'an outcome without an effect',
    'outcome-stored-with-the-effect',
    ({ commands, ...rest }) => ({
      ...rest,
      commands: [...commands, { ...commands[0]!, key: 'a key without an effect' }],
    }),
  ],
  [
    'a replay of something else',
    'replay-answers-the-first-outcome',
    retell('replayed', (told) => ({ ...told, outcome: { other: true } })),
  ],
  [
    'a replay at another position',
    'replay-answers-the-first-outcome',
    retell('replayed', (told) => ({ ...told, position: told.position + 1 })),
  ],
  [
    'a key refused to its own request',
    'replay-answers-the-first-outcome',
    retell('replayed', () => ({ status: 'key-reused' })),
  ],
  [
    'a tail without an event in the middle',
    'tail-sees-everything',
    ({ tails, ...rest }) => ({ ...rest, tails: { one: tails['one']!.toSpliced(30, 1) } }),
  ],
  [
    'a tail without the last event',
    'tail-sees-everything',
    ({ tails, ...rest }) => ({ ...rest, tails: { one: tails['one']!.slice(0, -1) } }),
  ],
  [
    'a tail that got an event twice',
    'tail-in-order',
    ({ tails, ...rest }) => ({ ...rest, tails: { one: tails['one']!.toSpliced(30, 0, 30) } }),
  ],
  [
    'a tail with two events in the wrong order',
    'tail-in-order',
    ({ tails, ...rest }) => {
      const positions = tails['one']!;
      return { ...rest, tails: { one: positions.with(5, positions[6]!).with(6, positions[5]!) } };
    },
  ],
];

describe('the checker of histories', () => {
  let sound: Evidence;
  beforeAll(async () => {
    let nowMs = Date.parse('2026-03-02T01:00:00Z');
    const store = new InMemoryEventStore({ now: () => instantOf(nowMs++) });
    const journal = new JournalInMemory();
    let rounds = 0;
    await runWorkload(store, journal, {
      client: 'client1',
      seed: 7,
      callers: 4,
      hotStreams: 3,
      isOver: () => ++rounds > 1_500,
    });
    const log = await readWholeLog(store);
    const entries = journal.entries();
    const keys = new Map(
      entries.flatMap(({ intent }) => intent.command ?? []).map((c) => [c.key, c]),
    );
    const commands = await Promise.all(
      [...keys.keys()].map(async (key) => ({ key, stored: await store.findOutcome(key) })),
    );
    sound = {
      log,
      entries,
      commands: commands.flatMap(({ key, stored }) => (stored ? [{ key, ...stored }] : [])),
      tails: { one: log.map(({ position }) => position) },
    };
  });

  it('finds nothing wrong with a sound history in which everything happened', () => {
    expect(findContradictions(sound)).toEqual([]);
    const answers = countAnswers(sound.entries);
    expect(
      Object.entries(answers).filter(([status, n]) => n === 0 && status !== 'unknown'),
    ).toEqual([]);
    expect(sound.log.length).toBeGreaterThan(1_000);
  });

  it.each(DAMAGE)('finds %s (%s)', (_name, check, damage) => {
    const findings = findContradictions(damage(sound));
    expect(findings.map((finding) => finding.check)).toContain(check);
  });
});
