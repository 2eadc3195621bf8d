import { atMost, GongdanError } from '@gongdan/core';
import type { Batch, Consumer, Kafka } from 'kafkajs';
import type { IncomingBatch, ReadingOptions } from '../broker.js';
import { offsetOf } from '../offsets.js';

/** How long the broker holds a question back where there is nothing new: so long a stop takes at most. */
const FETCH_WAIT_MS_MAX = 300;
/** A reader that says nothing for so long has lost its partitions; it is the only one of its group. */
const SESSION_MS = 30_000;
/** How long the client may take to say good-bye; a broker that is away would keep it for its retries. */
const CLOSE_MS_MAX = 1_500;

/**
 * Reads whole topics from given offsets. The group is this reading’s own, so that it has every partition.
 * No offset is left with the broker: a group without any is forgotten by it once nobody is in it, also
 * where the process was killed. In return kafkajs does not know where it was when it had to join again
 * (a paused process, new partitions): that ends the reading.
 */
export async function readWithKafkajs(
  kafka: Kafka,
  partitions: ReadonlyMap<string, number>,
  { group, topics, from, onBatch, onBegun }: ReadingOptions,
  signal: AbortSignal,
): Promise<void> {
  const consumer = kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: FETCH_WAIT_MS_MAX,
    sessionTimeout: SESSION_MS,
    // By itself it would begin anew wherever it likes, also after it was told to end.
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const over = ended(consumer, signal);
  const begin = async (): Promise<void> => {
    await consumer.connect();
    signal.throwIfAborted();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    signal.throwIfAborted();
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        if (!signal.aborted) await onBatch(incoming(batch));
      },
    });
    if (signal.aborted) return;
    for (const [topic, count] of partitions) {
      for (let partition = 0; partition < count; partition++) {
        consumer.seek({ topic, partition, offset: String(offsetOf(from, topic, partition)) });
      }
    }
    onBegun?.();
  };
  const begun = begin();
  try {
    await Promise.race([over, begun]);
    await over;
  } finally {
    const closed = begun.catch(() => undefined).then(() => consumer.disconnect());
    await atMost(CLOSE_MS_MAX, closed);
  }
}

/** Resolves when `signal` aborts; rejects when kafkajs has given up or lost its place. */
function ended(consumer: Consumer, signal: AbortSignal): Promise<void> {
  const over = new Promise<void>((resolve, reject) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    let joins = 0;
    consumer.on(consumer.events.GROUP_JOIN, () => {
      if (++joins > 1) reject(placeLost());
    });
  });
  over.catch(() => undefined); // whoever awaits it may not have come so far yet
  return over;
}

const placeLost = (): GongdanError =>
  new GongdanError({
    code: 'KAFKA.UNAVAILABLE',
    category: 'transient',
    message:
      'The broker has taken the partitions away from this reader, which was silent for too long.',
    hint: 'The engine begins anew by itself.',
  });

const incoming = ({ topic, partition, messages }: Batch): IncomingBatch => ({
  topic,
  partition,
  records: messages.map(({ offset, value, headers }) => ({
    offset: Number(offset),
    value,
    headers: headers ?? {},
  })),
});
