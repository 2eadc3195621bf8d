import { invariant } from '@gongdan/core';
import kafkajs, { type Kafka, type Message, type RecordMetadata } from 'kafkajs';
import type { BrokerProducer, OutgoingRecord, SentOffsets } from '../broker.js';

const ALL_IN_SYNC = -1;

/** One request in flight: with more, kafkajs was seen to invert records of one partition. */
export async function openKafkajsProducer(
  kafka: Kafka,
  partitions: ReadonlyMap<string, number>,
): Promise<BrokerProducer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const place = placing(partitions);
  return {
    async send(records) {
      const placed = placedRecords(records, place);
      const topicMessages = [...placed].map(([topic, messages]) => ({ topic, messages }));
      const sent = await producer.sendBatch({ acks: ALL_IN_SYNC, topicMessages });
      return sentOffsets(sent, placed);
    },
    close: () => producer.disconnect(),
  };
}

type PlacedMessage = Message & { readonly partition: number };

/** Kafka’s own rule (murmur2 of the key), applied here: the records are to be counted by partition. */
function placing(partitions: ReadonlyMap<string, number>) {
  const choose = kafkajs.Partitioners.DefaultPartitioner();
  const metadata = new Map(
    [...partitions].map(([topic, count]) => [
      topic,
      Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 0 })),
    ]),
  );
  return ({ topic, key, value }: OutgoingRecord): number => {
    const partitionMetadata = metadata.get(topic);
    invariant(partitionMetadata !== undefined, `the producer was not opened for ${topic}`);
    const message = { key, value };
    return choose({ topic, partitionMetadata: partitionMetadata as never, message });
  };
}

function placedRecords(
  records: readonly OutgoingRecord[],
  place: (record: OutgoingRecord) => number,
): Map<string, PlacedMessage[]> {
  const placed = new Map<string, PlacedMessage[]>();
  for (const record of records) {
    const { topic, key, value, headers } = record;
    let messages = placed.get(topic);
    if (messages === undefined) placed.set(topic, (messages = []));
    messages.push({ key, value, headers, partition: place(record) });
  }
  return placed;
}

function sentOffsets(
  sent: readonly RecordMetadata[],
  placed: ReadonlyMap<string, readonly PlacedMessage[]>,
): SentOffsets {
  const first: Record<string, Record<number, number>> = {};
  const next: Record<string, Record<number, number>> = {};
  for (const { topicName, partition, baseOffset } of sent) {
    invariant(baseOffset !== undefined && Number(baseOffset) >= 0, 'the broker tells no offset');
    const count = placed.get(topicName)?.filter((message) => message.partition === partition);
    (first[topicName] ??= {})[partition] = Number(baseOffset);
    (next[topicName] ??= {})[partition] = Number(baseOffset) + (count?.length ?? 0);
  }
  return { first, next };
}
