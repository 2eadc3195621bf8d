import { KafkaFeed, realPause, type EventFeed } from '@gongdan/event-feed';
import {
  createEffectTable,
  effectsOf,
  recorder,
} from '../../../libs/event-feed/testing/feed-harness.js';
import { benchRow, percentile, type BenchOptions, type BenchRow } from '../bench-row.js';
import { withReadSide } from '../freshness/engine-reader.js';
import { clock, ids, openKafkaRig, random, withRelay, type KafkaRig } from './kafka-rig.js';
import { SteadyCommands } from './steady-commands.js';

const COMMANDS_PER_SECOND = 200;
/** How long the broker is away. */
const SECONDS = 300;
const WARM_UP_SECONDS = 5;
/** Whoever is less than half a second behind has caught up. */
const BEHIND_EVENTS_MAX = COMMANDS_PER_SECOND / 2;
const LOOK_MS = 100;
const CATCH_UP_MS_MAX = 600_000;
/** Writes down which events it was handed, and when. */
const WITNESS = 'bench:witness';

/**
 * Commands at a steady rate, with relay, broker and consumers; then the broker is killed, and comes back
 * after its time. How long commands take meanwhile, beside the same load with the broker there (half of
 * it before, half of it after); and how fast what waited is published, and is in the rows of every read
 * model, while commands go on. Throws where an event came twice, in another order, or not at all.
 */
export async function runBrokerAwayBench({
  only = '',
  seconds = SECONDS,
}: BenchOptions): Promise<BenchRow[]> {
  if (!'broker away'.includes(only)) return [];
  const rig = await openKafkaRig();
  try {
    await createEffectTable(rig.pool);
    const target = await rig.freshTopics();
    const { store, pool, broker } = rig;
    const feed = new KafkaFeed({ store, pool, clock, random, ids, broker, ...target });
    await feed.add(recorder(WITNESS, { from: 'start' }));
    return await withRelay(rig, target, () =>
      withReadSide({ feed, store, pool, queries: false }, () =>
        measure(rig, feed, target.state, seconds),
      ),
    );
  } finally {
    await rig.remove();
  }
}

type RelayState = Awaited<ReturnType<KafkaRig['freshTopics']>>['state'];

async function measure(
  rig: KafkaRig,
  feed: EventFeed,
  state: RelayState,
  seconds: number,
): Promise<BenchRow[]> {
  const commands = new SteadyCommands(rig.store, COMMANDS_PER_SECOND);
  try {
    await realPause(WARM_UP_SECONDS * 1_000);
    const forHalfOfIt = () => realPause((seconds * 1_000) / 2);
    const before = await commands.during(forHalfOfIt);
    await rig.kafka.kill();
    const away = await commands.during(() => realPause(seconds * 1_000));
    await rig.kafka.restart();
    const backMs = performance.now();
    const [published, shown] = await Promise.all([
      drained(commands, backMs, () => publishedUpTo(state)),
      drained(commands, backMs, () => shownUpTo(feed)),
    ]);
    const after = await commands.during(forHalfOfIt);
    await commands.stop();
    await mustHaveComeOnce(rig, feed, commands);
    return rowsOf(seconds, { there: [...before, ...after], away, published, shown });
  } finally {
    await commands.stop();
  }
}

const publishedUpTo = async (state: RelayState): Promise<number> =>
  (await state.standing())?.position ?? 0;

/** Where the slowest read model is. */
async function shownUpTo(feed: EventFeed): Promise<number> {
  const consumers = await feed.status();
  const readModels = consumers.filter(({ name }) => !name.startsWith('policy:'));
  return Math.min(...readModels.map(({ position }) => position));
}

/** Events per second from the broker’s return until no more are behind than come in half a second. */
async function drained(
  commands: SteadyCommands,
  backMs: number,
  positionNow: () => Promise<number>,
): Promise<number> {
  const from = await positionNow();
  for (;;) {
    const position = await positionNow();
    const tookMs = performance.now() - backMs;
    if (commands.position - position <= BEHIND_EVENTS_MAX) {
      return ((position - from) * 1_000) / tookMs;
    }
    if (tookMs > CATCH_UP_MS_MAX) throw new Error(`still at ${position} of ${commands.position}`);
    await realPause(LOOK_MS);
  }
}

/** The witness was handed every event once, in the order of the log; the board has a row for each. */
async function mustHaveComeOnce(
  { pool }: KafkaRig,
  feed: EventFeed,
  { position, answered }: SteadyCommands,
): Promise<void> {
  for (const name of [WITNESS, 'projection:dispatch-board']) {
    if (!(await feed.waitFor(name, position, CATCH_UP_MS_MAX)))
      throw new Error(`${name} is behind`);
  }
  const seen = await effectsOf(pool, WITNESS);
  const wrong = seen.findIndex((effect, index) => effect.position !== index + 1);
  if (wrong !== -1 || seen.length !== position) {
    const found = wrong === -1 ? `only ${seen.length} came` : `${seen[wrong]?.position} came`;
    throw new Error(`of ${position} events ${found} as number ${wrong + 1}`);
  }
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM gongdan.dispatch_board',
  );
  if (rows[0]?.count !== answered) throw new Error(`${rows[0]?.count} rows of ${answered}`);
}

interface Measured {
  readonly there: readonly number[];
  readonly away: readonly number[];
  readonly published: number;
  readonly shown: number;
}

function rowsOf(seconds: number, { there, away, published, shown }: Measured): BenchRow[] {
  const name = `broker away ${seconds} s at ${COMMANDS_PER_SECOND} commands/s`;
  const latency = { suite: 'broker-away', unit: 'ms', control: 'the same with the broker there' };
  const drain = { suite: 'broker-away', unit: 'events/s', control: 'what comes in the same time' };
  return [
    ...[0.5, 0.99].map((share) =>
      benchRow({ ...latency, case: `${name}, p${share * 100} of commands` }, [
        [percentile(away, share), percentile(there, share)],
      ]),
    ),
    benchRow({ ...drain, case: `${name}, then published` }, [[published, COMMANDS_PER_SECOND]]),
    benchRow({ ...drain, case: `${name}, then in all rows` }, [[shown, COMMANDS_PER_SECOND]]),
  ];
}
