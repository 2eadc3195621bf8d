import type { Batch, Consumer, Kafka } from 'kafkajs';
import type { IncomingBatch, ReadingOptions } from '../broker.js';
import { offsetOf } from '../offsets.js';

/** How long the broker holds a question back where there is nothing new: so long a stop takes at most. */
const FETCH_WAIT_MS_MAX = 300;
/** A reader that says nothing for so long has lost its partitions; it is the only one of its group. */
const SESSION_MS = 30_000;
const HINT_INTERVAL_MS = 5_000;

/**
 * Reads whole topics from given offsets. The group is this reader’s own, so that it has every partition;
 * the offsets that kafkajs writes down are a hint for its own restarts only.
 */
export async function readWithKafkajs(
  kafka: Kafka,
  partitions: ReadonlyMap<string, number>,
  { group, topics, from, onBatch }: ReadingOptions,
  signal: AbortSignal,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: FETCH_WAIT_MS_MAX,
    sessionTimeout: SESSION_MS,
  });
  const over = ended(consumer, signal);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      autoCommit: true,
      autoCommitInterval: HINT_INTERVAL_MS,
      eachBatch: async ({ batch }) => {
        if (!signal.aborted) await onBatch(incoming(batch));
      },
    });
    for (const [topic, count] of partitions) {
      for (let partition = 0; partition < count; partition++) {
        consumer.seek({ topic, partition, offset: String(offsetOf(from, topic, partition)) });
      }
    }
    await over;
  } finally {
    await consumer.disconnect().catch(() => undefined);
  }
}

/** Resolves when `signal` aborts; rejects when kafkajs has given up and would do nothing more. */
function ended(consumer: Consumer, signal: AbortSignal): Promise<void> {
  const over = new Promise<void>((resolve, reject) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
  });
  over.catch(() => undefined); // whoever awaits it may not have come so far yet
  return over;
}

const incoming = ({ topic, partition, messages }: Batch): IncomingBatch => ({
  topic,
  partition,
  records: messages.map(({ offset, value, headers }) => ({
    offset: Number(offset),
    value,
    headers: headers ?? {},
  })),
});
