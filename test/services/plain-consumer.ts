import { randomUUID } from 'node:crypto';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { until } from './until.js';

/** A record as another system’s program sees it. */
export interface PlainRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly data: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What another system would write with kafkajs alone: it reads the topics from their beginning. */
export class PlainConsumer {
  readonly records: PlainRecord[] = [];

  private constructor(private readonly consumer: Consumer) {}

  static async open(brokers: string, topics: readonly string[]): Promise<PlainConsumer> {
    const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING });
    const consumer = kafka.consumer({ groupId: `test-${randomUUID()}` });
    const plain = new PlainConsumer(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ topic, partition, message: { key, value, headers = {} } }) => {
        plain.records.push({
          topic,
          partition,
          key: String(key),
          data: JSON.parse(String(value)) as Record<string, unknown>,
          headers: Object.fromEntries(
            Object.entries(headers).map(([name, text]) => [name, String(text)]),
          ),
        });
        return Promise.resolve();
      },
    });
    return plain;
  }

  of(stream: string): readonly PlainRecord[] {
    return this.records.filter(({ key }) => key === stream);
  }

  /** The first record of this type in a stream, once it came. */
  next(stream: string, type: string): Promise<PlainRecord> {
    return until(`${type} of ${stream} is in the topics`, () =>
      this.of(stream).find(({ headers }) => headers['ce_type'] === `gongdan.${type}.v1`),
    );
  }

  close(): Promise<void> {
    return this.consumer.disconnect();
  }
}
