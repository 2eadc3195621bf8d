import { Relay, relayStatus, type RelayNotice } from '@gongdan/event-feed';
import { Outage, systemRandom, type Engine } from '@gongdan/platform';

/** A relay that stands by or publishes in this process until it is stopped. */
export interface RunningRelay {
  stop(): Promise<void>;
}

type RelayEngine = Pick<Engine, 'rawStore' | 'kafka' | 'clock' | 'metrics'>;

/** Undefined where the engine has no Kafka. Its metrics are told with the engine’s. */
export function startRelay(
  engine: RelayEngine,
  note: (line: string) => void,
): RunningRelay | undefined {
  const { rawStore, kafka } = engine;
  if (kafka === undefined) return undefined;
  const { broker, topics, relayState } = kafka;
  let published = 0;
  const relay = new Relay({
    rawStore,
    broker,
    topics,
    state: relayState,
    random: systemRandom,
    onNotice: noticesTo(note),
    onPublished: (events) => (published += events),
  });
  addRelaySources(engine, kafka, () => ({ active: relay.epoch !== undefined, published }));
  const over = new AbortController();
  const running = relay.run(over.signal);
  return {
    stop: () => {
      over.abort();
      return running;
    },
  };
}

/** Of an outage only its beginning, reminders and its end: not every lease that is taken meanwhile. */
function noticesTo(note: (line: string) => void): (notice: RelayNotice) => void {
  const words = { failing: 'relay: nothing is published', over: 'relay: publishes again' };
  const outage = new Outage(words, note);
  return ({ kind, message, code }) => {
    if (kind === 'retrying') outage.failed(message, code);
    else if (kind === 'recovered') outage.over();
    else if (!outage.isOn) note(`relay ${kind}: ${message}`);
  };
}

function addRelaySources(
  { metrics, rawStore, clock }: RelayEngine,
  { relayState }: NonNullable<Engine['kafka']>,
  here: () => { readonly active: boolean; readonly published: number },
): void {
  metrics.addSource({
    name: 'published',
    collect: () => [
      { metric: 'gongdan_relay_active', value: here().active ? 1 : 0 },
      { metric: 'gongdan_relay_published_total', value: here().published },
    ],
  });
  metrics.addSource({
    name: 'relay',
    collect: async () => {
      const { position, epoch, oldestUnpublishedMs } = await relayStatus(
        relayState,
        rawStore,
        clock,
      );
      return [
        { metric: 'gongdan_relay_position', value: position },
        { metric: 'gongdan_relay_epoch', value: epoch },
        {
          metric: 'gongdan_relay_oldest_unpublished_seconds',
          value: oldestUnpublishedMs / 1_000,
        },
      ];
    },
  });
}
