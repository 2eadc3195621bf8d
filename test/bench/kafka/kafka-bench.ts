import { EmbeddedFeed, KafkaFeed } from '@gongdan/event-feed';
import { benchRow, percentile, type BenchOptions, type BenchRow } from '../bench-row.js';
import { withReadSide } from '../freshness/engine-reader.js';
import { measureDelays, type Reader, type SteadyLoad } from '../freshness/steady-load.js';
import { fillLog } from '../ticket-log.js';
import { clock, ids, openKafkaRig, random, withRelay, type KafkaRig } from './kafka-rig.js';

const COMMANDS_PER_SECOND = 500;
const SECONDS = 6;
const REPETITIONS = 3;
const BACKLOG_EVENTS = 10_000;
const LABELS = { suite: 'kafka', control: 'the embedded feed' };

/**
 * From the commit of an event to its being in the board’s rows, by way of relay, broker and consumers; and how fast
 * a backlog is worked off when the consumers come back. The control is the same read side on the embedded
 * feed. Relay, consumers and load share one process.
 */
export async function runKafkaBench({ only = '' }: BenchOptions): Promise<BenchRow[]> {
  const rig = await openKafkaRig();
  try {
    const rows: BenchRow[] = [];
    if ('commit to projected'.includes(only)) rows.push(...(await benchFreshness(rig)));
    if ('backlog'.includes(only)) rows.push(...(await benchBacklog(rig)));
    return rows;
  } finally {
    await rig.remove();
  }
}

type ReadSide = <Value>(work: (reader: Reader) => Promise<Value>) => Promise<Value>;

const embedded =
  ({ store, pool }: KafkaRig): ReadSide =>
  (work) => {
    const feed = new EmbeddedFeed({ store, pool, clock, random, ids });
    return withReadSide({ feed, store, pool, queries: false }, work);
  };

type Target = Awaited<ReturnType<KafkaRig['freshTopics']>>;

const overKafka =
  ({ store, pool, broker }: KafkaRig, target: Target): ReadSide =>
  (work) => {
    const feed = new KafkaFeed({ store, pool, clock, random, ids, broker, ...target });
    return withReadSide({ feed, store, pool, queries: false }, work);
  };

const loadOn = ({ store }: KafkaRig, ticket: number): SteadyLoad => ({
  store,
  commandsPerSecond: COMMANDS_PER_SECOND,
  seconds: SECONDS,
  ticket,
});

async function benchFreshness(rig: KafkaRig): Promise<BenchRow[]> {
  const load = loadOn(rig, 0);
  const target = await rig.freshTopics();
  const pairs: (readonly [number[], number[]])[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const control = await embedded(rig)((reader) => measureDelays(load, reader));
    const own = await withRelay(rig, target, () =>
      overKafka(rig, target)((reader) => measureDelays(load, reader)),
    );
    pairs.push([own, control]);
  }
  return [0.5, 0.99].map((share) =>
    benchRow(
      {
        ...LABELS,
        case: `commit to projected at ${COMMANDS_PER_SECOND} commands/s, p${share * 100}`,
        unit: 'ms',
      },
      pairs.map(([own, control]) => [percentile(own, share), percentile(control, share)]),
    ),
  );
}

/** Consumers away, a backlog, consumers back: until everything is shown, and the delays right after. */
async function benchBacklog(rig: KafkaRig): Promise<BenchRow[]> {
  const target = await rig.freshTopics();
  const speeds: (readonly [number, number])[] = [];
  const after: (readonly [number, number])[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const control = await workOff(rig, repetition * 2, embedded(rig));
    const own = await withRelay(rig, target, () =>
      workOff(rig, repetition * 2 + 1, overKafka(rig, target)),
    );
    speeds.push([own.perSecond, control.perSecond]);
    after.push([percentile(own.delaysMs, 0.99), percentile(control.delaysMs, 0.99)]);
  }
  const name = `backlog of ${BACKLOG_EVENTS} events`;
  return [
    benchRow({ ...LABELS, case: `${name}, worked off`, unit: 'events/s' }, speeds),
    benchRow(
      { ...LABELS, case: `${name}, p99 of commit to projected after it`, unit: 'ms' },
      after,
    ),
  ];
}

/** Numbers of tickets that no other round has. */
const TICKETS_OF_A_ROUND = 1_000_000;

async function workOff(
  rig: KafkaRig,
  round: number,
  readSide: ReadSide,
): Promise<{ perSecond: number; delaysMs: number[] }> {
  const first = (round + 1) * TICKETS_OF_A_ROUND;
  await readSide(() => Promise.resolve()); // up to date before it goes away
  await fillLog(rig.store, BACKLOG_EVENTS, first);
  const startedMs = performance.now();
  return readSide(async (reader) => {
    const perSecond = (BACKLOG_EVENTS * 1_000) / (performance.now() - startedMs);
    return {
      perSecond,
      delaysMs: await measureDelays(loadOn(rig, first + TICKETS_OF_A_ROUND / 2), reader),
    };
  });
}
