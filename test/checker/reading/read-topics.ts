import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type IHeaders, type Kafka, type KafkaMessage } from 'kafkajs';
import type { TopicRecord } from '../evidence.js';

export interface TopicsOptions {
  /** `host:port`. */
  readonly brokers: readonly string[];
  readonly prefix: string;
  /** Most time without a new record before it gives up. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;

/**
 * Every record of the topics `<prefix>.<context>.v1`, up to where each partition ended when this was
 * called. Throws where a topic has lost its beginning (retention): it proves nothing any more.
 */
export async function readTopics(options: TopicsOptions): Promise<TopicRecord[]> {
  const { brokers, prefix, patienceMs = PATIENCE_MS } = options;
  const kafka = new kafkajs.Kafka({
    clientId: 'checker',
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 10 },
  });
  const ends = await patiently(patienceMs, () => partitionEnds(kafka, prefix));
  if (ends.size === 0) return [];
  const records: TopicRecord[] = [];
  const groupId = `${prefix}-checker-${process.pid}-${Date.now()}`;
  const consumer = kafka.consumer({ groupId, retry: { retries: 10 } });
  await consumer.connect();
  const topics = [...new Set([...ends.values()].map(({ topic }) => topic))];
  await consumer.subscribe({ topics, fromBeginning: true });
  const waiting = new Set(ends.keys());
  const idle = new IdleAlarm(patienceMs, () => `${[...waiting].join(', ')} could not be read`);
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => {
      idle.wind();
      const { topic, partition } = batch;
      const name = nameOf(topic, partition);
      const end = ends.get(name)?.end ?? 0;
      for (const message of batch.messages) {
        if (Number(message.offset) < end) records.push(recordOf(topic, partition, message));
      }
      if (Number(batch.lastOffset()) >= end - 1) waiting.delete(name);
      if (waiting.size === 0) idle.ring();
      return Promise.resolve();
    },
  });
  try {
    await idle.rung;
  } finally {
    await consumer.disconnect();
    await forgetGroup(kafka, groupId);
  }
  return records;
}

const PAUSE_MS = 250;

/** A broker that has only just started, or made a topic, says so, and is asked again. */
async function patiently<Value>(patienceMs: number, read: () => Promise<Value>): Promise<Value> {
  const beganMs = performance.now();
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const isRetriable = error instanceof kafkajs.KafkaJSError && error.retriable;
      if (!isRetriable || performance.now() - beganMs > patienceMs) throw error;
      await pause(PAUSE_MS);
    }
  }
}

interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the next record to be written. */
  readonly end: number;
}

const nameOf = (topic: string, partition: number): string => `${topic}/${partition}`;

/** Only partitions that hold anything. */
async function partitionEnds(kafka: Kafka, prefix: string): Promise<Map<string, PartitionEnd>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const ends = new Map<string, PartitionEnd>();
    for (const topic of await admin.listTopics()) {
      if (!topic.startsWith(`${prefix}.`) || !topic.endsWith('.v1')) continue;
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
        if (Number(low) > 0) throw new Error(`${topic}/${partition} begins at offset ${low}`);
        const end = Number(high);
        if (end > 0) ends.set(nameOf(topic, partition), { topic, partition, end });
      }
    }
    return ends;
  } finally {
    await admin.disconnect();
  }
}

async function forgetGroup(kafka: Kafka, groupId: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.deleteGroups([groupId]);
  } catch {
    // It expires by itself.
  } finally {
    await admin.disconnect();
  }
}

const recordOf = (topic: string, partition: number, message: KafkaMessage): TopicRecord => ({
  topic,
  partition,
  offset: Number(message.offset),
  key: message.key?.toString('utf8') ?? null,
  value: message.value?.toString('utf8') ?? null,
  headers: headersOf(message.headers ?? {}),
});

/** A header that comes twice is shown with both its values, so that it is equal to none. */
const headersOf = (headers: IHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      [value].flat().map(String).join(' and '),
    ]),
  );

/** Rings when told to; fails when it was not wound for too long. */
class IdleAlarm {
  readonly rung: Promise<void>;
  private readonly settle: { ring: () => void; fail: (error: Error) => void };
  private timer: NodeJS.Timeout;

  constructor(
    private readonly patienceMs: number,
    private readonly words: () => string,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.rung = promise;
    this.settle = { ring: resolve, fail: reject };
    this.timer = this.start();
  }

  wind(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  ring(): void {
    clearTimeout(this.timer);
    this.settle.ring();
  }

  private start(): NodeJS.Timeout {
    return setTimeout(() => this.settle.fail(new Error(this.words())), this.patienceMs);
  }
}
