import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { Broker } from '../broker.js';
import { KafkajsBroker } from '../client/kafkajs-broker.js';
import { Topics } from '../topics.js';

export interface TestTopics {
  readonly broker: Broker;
  readonly topics: Topics;
  remove(): Promise<void>;
}

/** Partitions of each topic of events. */
export const TEST_PARTITIONS = 3;

/** The engine’s topics under a prefix of their own, on the broker at KAFKA_BROKERS. */
export async function createTestTopics(
  notes: (line: string) => void = () => undefined,
): Promise<TestTopics> {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
  const broker = new KafkajsBroker({ brokers }, notes);
  const topics = new Topics(`test-${randomUUID()}`);
  await broker.createTopics(
    topics.all.map((topic) => ({
      topic,
      partitions: topic === topics.watermarks ? 1 : TEST_PARTITIONS,
      replicas: 1,
      settings: { 'max.message.bytes': '4194304' },
    })),
  );
  return {
    broker,
    topics,
    async remove() {
      const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [...topics.all] });
      await admin.disconnect();
    },
  };
}
