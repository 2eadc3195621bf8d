import { Relay } from '@gongdan/event-feed';
import { systemRandom, type Engine } from '@gongdan/platform';

/** A relay that stands by or publishes in this process until it is stopped. */
export interface RunningRelay {
  readonly relay: Relay;
  stop(): Promise<void>;
}

/** Undefined where the engine has no Kafka. */
export function startRelay(
  { rawStore, kafka }: Pick<Engine, 'rawStore' | 'kafka'>,
  note: (line: string) => void,
): RunningRelay | undefined {
  if (kafka === undefined) return undefined;
  const { broker, topics, relayState } = kafka;
  const relay = new Relay({
    rawStore,
    broker,
    topics,
    state: relayState,
    random: systemRandom,
    onNotice: ({ kind, message }) => note(`relay ${kind}: ${message}`),
  });
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
