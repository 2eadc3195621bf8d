import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { fromKafkaRecord } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import { Kafka, logLevel, type KafkaMessage } from 'kafkajs';

export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly message: KafkaMessage;
}

interface Said {
  readonly position: number;
  readonly offsets: Record<string, Record<string, number>>;
}

/** Plain kafkajs, none of ours: what other systems would see. */
export const plainKafka = (brokers: string): Kafka =>
  new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });

/** All that lies in these topics, in the order of each partition. */
export async function readTopics(
  brokers: string,
  topics: readonly string[],
): Promise<readonly TopicRecord[]> {
  const kafka = plainKafka(brokers);
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId: `look-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await admin.connect();
  const missing = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      if (high !== low) missing.set(`${topic}/${partition}`, Number(high));
    }
  }
  await admin.disconnect();
  const records: TopicRecord[] = [];
  if (missing.size === 0) return records;
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachMessage = async ({ topic, partition, message }: Omit<TopicRecord, 'offset'>) => {
      const place = `${topic}/${partition}`;
      const offset = Number(message.offset);
      records.push({ topic, partition, offset, message });
      if (offset + 1 >= (missing.get(place) ?? Infinity)) missing.delete(place);
      if (missing.size === 0) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return records;
}

/**
 * How the topics differ from the log: every event must be there, those of one partition in order, repeats
 * the same as the first and told by their position alone; and what a watermark says must be so.
 */
export function topicContradictions(
  records: readonly TopicRecord[],
  log: readonly RecordedEvent[],
  watermarkTopic: string,
): readonly string[] {
  const found: string[] = [];
  const newest = new Map<string, number>();
  const firstPlaces = new Map<number, TopicRecord>();
  for (const record of records.filter(({ topic }) => topic !== watermarkTopic)) {
    const { topic, partition, offset, message } = record;
    const place = `${topic}/${partition}`;
    const { event } = fromKafkaRecord(message.value, message.headers ?? {});
    const { position, stream } = event;
    const where = `${position} at ${offset} of ${place}`;
    if (!isDeepStrictEqual(event, log[position - 1])) found.push(`altered: ${where}`);
    if (String(message.key) !== stream) found.push(`key of another stream: ${where}`);
    if (position > (newest.get(place) ?? 0)) newest.set(place, position);
    else if (!firstPlaces.has(position)) found.push(`out of order: ${where}`);
    const first = firstPlaces.get(position) ?? record;
    firstPlaces.set(position, first);
    if (`${first.topic}/${first.partition}` !== place) found.push(`in two partitions: ${where}`);
  }
  for (const { position } of log) if (!firstPlaces.has(position)) found.push(`lost: ${position}`);
  for (const { topic, message } of records) {
    if (topic !== watermarkTopic) continue;
    const said = JSON.parse(String(message.value)) as Said;
    const untrue = [...firstPlaces].find(
      ([position, first]) =>
        position <= said.position &&
        first.offset >= (said.offsets[first.topic]?.[first.partition] ?? 0),
    );
    if (untrue) found.push(`watermark ${said.position} leaves out ${untrue[0]}`);
  }
  return found;
}
