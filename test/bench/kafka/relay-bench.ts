import { toKafkaRecord } from '@gongdan/contracts';
import { realPause, type Topics } from '@gongdan/event-feed';
import { READ_EVENTS_MAX } from '@gongdan/event-store';
import kafkajs from 'kafkajs';
import { benchRow, type BenchOptions, type BenchRow } from '../bench-row.js';
import { fillLog } from '../ticket-log.js';
import { producerPerformance } from './producer-performance.js';
import { openKafkaRig, withRelay, type KafkaRig } from './kafka-rig.js';

const EVENTS = 100_000;
const REPETITIONS = 5;
/** Records of one send of the control: about as many as the relay’s. */
const SEND_RECORDS = 1_500;
const LOOK_MS = 5;

/** The relay from the log to the topics, beside a bare producer that sends the same records from memory. */
export async function runRelayBench({ only = '' }: BenchOptions): Promise<BenchRow[]> {
  const name = `publish ${EVENTS} events`;
  if (!name.includes(only)) return [];
  const rig = await openKafkaRig();
  try {
    await fillLog(rig.store, EVENTS);
    const records = await recordsOf(rig);
    await publishedPerSecond(rig); // warms the broker up, and this process
    const pairs: (readonly [number, number])[] = [];
    const kafkas: (readonly [number, number])[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const control = await sentPerSecond(rig, records);
      pairs.push([await publishedPerSecond(rig), control]);
      kafkas.push([await kafkasOwnPerSecond(rig, records), control]);
    }
    const labels = { suite: 'relay', control: 'bare kafkajs' };
    return [
      benchRow({ ...labels, case: name, unit: 'events/s' }, pairs),
      benchRow(
        { ...labels, case: 'Kafka’s own ProducerPerformance, as many', unit: 'records/s' },
        kafkas,
      ),
    ];
  } finally {
    await rig.remove();
  }
}

async function publishedPerSecond(rig: KafkaRig): Promise<number> {
  const target = await rig.freshTopics();
  const startedMs = performance.now();
  return withRelay(rig, target, async () => {
    while (((await target.state.standing())?.position ?? 0) < EVENTS) await realPause(LOOK_MS);
    return (EVENTS * 1_000) / (performance.now() - startedMs);
  });
}

interface MemoryRecord {
  readonly stream: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Record<string, string>;
}

async function recordsOf({ rawStore }: KafkaRig): Promise<readonly MemoryRecord[]> {
  const records: MemoryRecord[] = [];
  for (let after = 0; after < EVENTS; after += READ_EVENTS_MAX) {
    const { events } = await rawStore.readLog({ after, limit: READ_EVENTS_MAX });
    for (const event of events) {
      const { headers, ...record } = toKafkaRecord(event, 1);
      records.push({ stream: event.stream, ...record, headers: { ...headers } });
    }
  }
  return records;
}

/** The settings of the relay’s producer, and nothing else. */
async function sentPerSecond(rig: KafkaRig, records: readonly MemoryRecord[]): Promise<number> {
  const { topics } = await rig.freshTopics();
  const { Kafka, logLevel, Partitioners } = kafkajs;
  const producer = new Kafka({
    brokers: [rig.kafka.brokers],
    logLevel: logLevel.NOTHING,
  }).producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const startedMs = performance.now();
  for (let from = 0; from < records.length; from += SEND_RECORDS) {
    const batch = records.slice(from, from + SEND_RECORDS);
    await producer.sendBatch({ acks: -1, topicMessages: byTopic(batch, topics) });
  }
  const speed = (records.length * 1_000) / (performance.now() - startedMs);
  await producer.disconnect();
  return speed;
}

/** As many records as long as these are on average; for comparison only. */
async function kafkasOwnPerSecond(
  rig: KafkaRig,
  records: readonly MemoryRecord[],
): Promise<number> {
  const { topics } = await rig.freshTopics();
  const bytes = records.reduce((sum, { value }) => sum + Buffer.byteLength(value), 0);
  return producerPerformance({
    brokers: rig.kafka.brokers,
    topic: topics.of('ticket-any' as never),
    records: records.length,
    recordBytes: Math.round(bytes / records.length),
  });
}

const byTopic = (records: readonly MemoryRecord[], topics: Topics) =>
  [...Map.groupBy(records, ({ stream }) => topics.of(stream as never))].map(
    ([topic, messages]) => ({ topic, messages }),
  );
