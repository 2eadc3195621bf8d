import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const PARTITIONS = 3;
const KEYS = 10;
const RECORDS = 100;

const run = randomUUID();
const topic = `broker-${run}`;
const kafka = new Kafka({
  clientId: 'broker-spec',
  brokers,
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 30 },
});
const admin = kafka.admin();
const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
const consumer = kafka.consumer({ groupId: `broker-${run}`, maxWaitTimeInMs: 200 });

beforeAll(async () => {
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS }] });
  await producer.connect();
  await consumer.connect();
});
afterAll(async () => {
  await consumer.disconnect();
  await producer.disconnect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
});

describe('Apache Kafka', () => {
  it('gives back keyed records in the order in which each key got them', async () => {
    const sent = Array.from({ length: RECORDS }, (_, number) => ({
      key: `ticket-${number % KEYS}`,
      value: String(number),
    }));
    await producer.send({ topic, acks: -1, messages: sent });

    const received = await receive(RECORDS);

    expect(received).toHaveLength(RECORDS);
    expect(byKey(received)).toEqual(byKey(sent));
  });

  it('does not make up topics that nobody created', async () => {
    const missing = `missing-${run}`;
    await expect(admin.fetchTopicMetadata({ topics: [missing] })).rejects.toThrow(
      'This server does not host this topic-partition',
    );
    expect(await admin.listTopics()).not.toContain(missing);
  });
});

/** The first `count` records of the topic, from its beginning. */
async function receive(count: number): Promise<{ key: string; value: string }[]> {
  const records: { key: string; value: string }[] = [];
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message }) => {
        records.push(textsOf(message));
        if (records.length === count) resolve();
      },
    });
  });
  return records;
}

const textsOf = ({ key, value }: KafkaMessage) => ({ key: String(key), value: String(value) });

function byKey(records: readonly { key: string; value: string }[]): Record<string, string[]> {
  const keys: Record<string, string[]> = {};
  for (const { key, value } of records) (keys[key] ??= []).push(value);
  return keys;
}
