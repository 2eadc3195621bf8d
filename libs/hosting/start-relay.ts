import { Relay } from '@gongdan/event-feed';
import { systemRandom, type Engine } from '@gongdan/platform';
import { publishedSource, relaySource } from './relay-sources.js';

/** A relay that stands by or publishes in this process until it is stopped. */
export interface RunningRelay {
  readonly relay: Relay;
  stop(): Promise<void>;
}

/** Undefined where the engine has no Kafka. */
export function startRelay(
  engine: Pick<Engine, 'rawStore' | 'kafka' | 'clock' | 'metrics'>,
  note: (line: string) => void,
): RunningRelay | undefined {
  const { rawStore, kafka, metrics } = engine;
  if (kafka === undefined) return undefined;
  const { broker, topics, relayState } = kafka;
  let published = 0;
  const relay = new Relay({
    rawStore,
    broker,
    topics,
    state: relayState,
    random: systemRandom,
    onNotice: ({ kind, message }) => note(`relay ${kind}: ${message}`),
    onPublished: (events) => (published += events),
  });
  metrics.addSource(relaySource(relay, () => published));
  metrics.addSource(publishedSource(kafka, engine));
  const over = new AbortController();
  const running = relay.run(over.signal);
  return {
    relay,
    stop: () => {
      over.abort();
      return running;
    },
  };
}
