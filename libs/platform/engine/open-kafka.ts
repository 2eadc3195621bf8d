import { GongdanError, type IdGenerator } from '@gongdan/core';
import { openBroker, RELAY_DEFAULTS, RelayStore, Topics, type Broker } from '@gongdan/event-feed';
import type pg from 'pg';
import type { Settings } from '../settings/index.js';

/** What an engine has of Kafka. */
export interface EngineKafka {
  readonly broker: Broker;
  readonly topics: Topics;
  /** How far the log is published, and who may publish on. */
  readonly relayState: RelayStore;
}

/** Levels at which the client’s own words are told: a dozen lines for each try of ours that fails. */
const CLIENT_IS_HEARD: ReadonlySet<Settings['logLevel']> = new Set(['debug', 'trace']);

/** Undefined where KAFKA_BROKERS is not set. Nothing is connected yet. */
export async function openKafka(
  { settings, note }: { readonly settings: Settings; readonly note: (line: string) => void },
  { workPool, ids }: { readonly workPool: pg.Pool; readonly ids: IdGenerator },
): Promise<EngineKafka | undefined> {
  const { kafkaBrokers, kafkaTls, kafkaUsername, kafkaPassword = '' } = settings;
  if (kafkaBrokers === undefined) return undefined;
  const login =
    kafkaUsername === undefined
      ? {}
      : { login: { username: kafkaUsername, password: kafkaPassword } };
  const address = { brokers: kafkaBrokers, tls: kafkaTls === 'on', ...login };
  const topics = new Topics(settings.kafkaTopicPrefix);
  return {
    broker: await openBroker(address, CLIENT_IS_HEARD.has(settings.logLevel) ? note : () => {}),
    topics,
    relayState: new RelayStore(workPool, topics.prefix, RELAY_DEFAULTS.leaseMs, ids.next()),
  };
}

/** What the engine has of Kafka; throws `SETTINGS.NO_BROKERS` where that is nothing. */
export function requireKafka(kafka: EngineKafka | undefined): EngineKafka {
  if (kafka !== undefined) return kafka;
  throw new GongdanError({
    code: 'SETTINGS.NO_BROKERS',
    category: 'invalid',
    message: 'This needs Kafka, and KAFKA_BROKERS is not set.',
    hint: 'Set it, e.g. KAFKA_BROKERS=127.0.0.1:9092; `npm run kafka` starts a broker there.',
  });
}
