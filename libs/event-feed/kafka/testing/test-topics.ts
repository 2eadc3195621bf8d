import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { Broker } from '../broker.js';
import { KafkajsBroker } from '../client/kafkajs-broker.js';
import { Topics } from '../topics.js';

export interface TestTopics {
  readonly broker: Broker;
  readonly topics: Topics;
  create(): Promise<void>;
  /** Once they are gone, nothing of them is left. */
  remove(): Promise<void>;
}

/** Partitions of each topic of events. */
export const TEST_PARTITIONS = 3;

/** The engine’s topics under a prefix of their own, on the broker at KAFKA_BROKERS or another one. */
export async function createTestTopics({
  brokers = process.env['KAFKA_BROKERS'] ?? '',
  create = true,
  notes = () => undefined,
}: {
  brokers?: string;
  create?: boolean;
  notes?: (line: string) => void;
} = {}): Promise<TestTopics> {
  const addresses = brokers.split(',');
  const broker = new KafkajsBroker({ brokers: addresses }, notes);
  const topics = new Topics(`test-${randomUUID()}`);
  const specifications = topics.all.map((topic) => ({
    topic,
    partitions: topic === topics.watermarks ? 1 : TEST_PARTITIONS,
    replicas: 1,
    settings: { 'max.message.bytes': '4194304' },
  }));
  const testTopics: TestTopics = {
    broker,
    topics,
    async create() {
      await broker.createTopics(specifications);
    },
    async remove() {
      const admin = new Kafka({ brokers: addresses, logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      const present = new Set(await admin.listTopics());
      await admin.deleteTopics({ topics: topics.all.filter((topic) => present.has(topic)) });
      await admin.disconnect();
    },
  };
  if (create) await testTopics.create();
  return testTopics;
}
