import { setTimeout as pause } from 'node:timers/promises';
import { GongdanError, messageOf } from '@gongdan/core';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type {
  Broker,
  BrokerAddress,
  BrokerProducer,
  ReadingOptions,
  TopicSpecification,
} from '../broker.js';
import type { Offsets } from '../offsets.js';
import { openKafkajsProducer } from './kafkajs-producer.js';
import { readWithKafkajs } from './kafkajs-reader.js';
import { logWords } from './log-words.js';

/**
 * How long kafkajs tries by itself before the caller hears of it: some three seconds. Relay and readers have
 * a better idea of what to do then, and kafkajs cannot be told to give up when the process is to stop.
 */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 };
/** Of questions that somebody waits for. */
const RETRY_ADMIN = { ...RETRY, retries: 3 };
const CONNECT_MS_MAX = 3_000;
const REQUEST_MS_MAX = 15_000;

/** A Kafka cluster through kafkajs. */
export class KafkajsBroker implements Broker {
  private readonly kafka: Kafka;

  constructor(
    private readonly address: BrokerAddress,
    /** One line about every trouble of the client’s, for who looks into it: callers hear of what matters. */
    note: (line: string) => void,
  ) {
    const { brokers, tls, login } = address;
    this.kafka = new kafkajs.Kafka({
      clientId: 'gongdan',
      brokers: [...brokers],
      connectionTimeout: CONNECT_MS_MAX,
      requestTimeout: REQUEST_MS_MAX,
      retry: RETRY,
      logLevel: kafkajs.logLevel.ERROR,
      logCreator: () => (entry) => note(logWords(entry)),
      ...(tls === undefined ? {} : { ssl: tls }),
      ...(login === undefined ? {} : { sasl: { mechanism: 'scram-sha-512', ...login } }),
    });
  }

  createTopics(topics: readonly TopicSpecification[]): Promise<readonly string[]> {
    return this.ask(async (admin) => {
      const present = new Set(await admin.listTopics());
      const missing = topics.filter(({ topic }) => !present.has(topic));
      if (missing.length > 0) {
        await admin.createTopics({
          waitForLeaders: false, // kafkajs does not wait for a topic that a broker does not know yet
          topics: missing.map(({ topic, partitions, replicas, settings }) => ({
            topic,
            numPartitions: partitions,
            replicationFactor: replicas,
            configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
          })),
        });
        for (const { topic } of missing) await untilServed(admin, topic);
      }
      return missing.map(({ topic }) => topic);
    });
  }

  partitionsOf(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.ask((admin) => partitionsOf(admin, topics));
  }

  endsOf(topics: readonly string[]): Promise<Offsets> {
    return this.ask(async (admin) => {
      await partitionsOf(admin, topics); // else one that is missing would be asked for again and again
      const ends: Record<string, Record<number, number>> = {};
      for (const topic of topics) {
        const partitions = await admin.fetchTopicOffsets(topic);
        ends[topic] = Object.fromEntries(
          partitions.map(({ partition, high }) => [partition, Number(high)]),
        );
      }
      return ends;
    });
  }

  dropRecords(below: Offsets): Promise<void> {
    return this.ask(async (admin) => {
      for (const [topic, offsets] of Object.entries(below)) {
        const partitions = Object.entries(offsets)
          .filter(([, offset]) => offset > 0)
          .map(([partition, offset]) => ({ partition: Number(partition), offset: String(offset) }));
        if (partitions.length === 0) continue;
        await admin.fetchTopicOffsets(topic); // else kafkajs does not know who leads the partitions
        await admin.deleteTopicRecords({ topic, partitions });
      }
    });
  }

  async openProducer(topics: readonly string[]): Promise<BrokerProducer> {
    const partitions = await this.partitionsOf(topics);
    return this.translated(() => openKafkajsProducer(this.kafka, partitions));
  }

  async read(options: ReadingOptions, signal: AbortSignal): Promise<void> {
    const partitions = await this.partitionsOf(options.topics);
    await this.translated(() => readWithKafkajs(this.kafka, partitions, options, signal));
  }

  /** What kafkajs throws, in the port’s words. */
  private async translated<Value>(work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof GongdanError) throw error;
      const refused = error instanceof kafkajs.KafkaJSProtocolError && !error.retriable;
      throw refused ? brokerRefused(error) : brokerUnavailable(this.address.brokers, error);
    }
  }

  private ask<Value>(question: (admin: Admin) => Promise<Value>): Promise<Value> {
    return this.translated(async () => {
      const admin = this.kafka.admin({ retry: RETRY_ADMIN });
      try {
        await admin.connect();
        return await question(admin);
      } finally {
        await admin.disconnect().catch(() => undefined);
      }
    });
  }
}

/** A topic that was only just made is not known to every broker, and not led by one, at once. */
async function untilServed(admin: Admin, topic: string): Promise<void> {
  const beganMs = performance.now();
  for (;;) {
    try {
      await admin.fetchTopicOffsets(topic);
      return;
    } catch (error) {
      const isEarly = error instanceof kafkajs.KafkaJSError && error.retriable;
      if (!isEarly || performance.now() - beganMs > REQUEST_MS_MAX) throw error;
      await pause(RETRY_ADMIN.initialRetryTime);
    }
  }
}

async function partitionsOf(
  admin: Admin,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !present.has(topic));
  if (missing.length > 0) throw noTopic(missing);
  const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
  return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
}

const noTopic = (topics: readonly string[]): GongdanError =>
  new GongdanError({
    code: 'KAFKA.NO_TOPIC',
    category: 'rejected',
    message: `The broker has no topic ${topics.join(', ')}.`,
    hint: 'Create the topics with `gongdan topics create`.',
  });

const brokerRefused = (cause: Error): GongdanError =>
  new GongdanError(
    {
      code: 'KAFKA.REFUSED',
      category: 'rejected',
      message: `The broker refuses: ${messageOf(cause)}.`,
      hint: 'See the broker’s log, and whether this account may read and write the engine’s topics.',
    },
    { cause },
  );

const brokerUnavailable = (brokers: readonly string[], cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'KAFKA.UNAVAILABLE',
      category: 'transient',
      message: `The broker cannot be reached at ${brokers.join(', ')}: ${messageOf(cause)}.`,
      hint: 'See whether it runs there (KAFKA_BROKERS) and can be reached. The engine tries again by itself.',
    },
    { cause },
  );
