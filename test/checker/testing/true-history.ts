import {
  toKafkaRecord,
  topicContextOf,
  topicName,
  WATERMARK_CONTEXT,
  type StreamKind,
} from '@gongdan/contracts';
import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import type { Evidence, LogRow, TopicRecord, Topics } from '../evidence.js';
import { EngineUnderLoad } from './engine-under-load.js';

const PREFIX = 'gongdan';
export const PARTITIONS = 3;
const COMMANDS = 400;

export interface TrueHistory {
  /** What the engine, its clients, and a relay that crashed once, have left. */
  readonly evidence: Evidence;
  readonly engine: EngineUnderLoad;
}

/** Tickets taken through all stages of a whole engine over HTTP; what came of it, unspoilt. */
export async function makeTrueHistory(): Promise<TrueHistory> {
  const engine = await EngineUnderLoad.open();
  const troubles = await engine.load(COMMANDS);
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
  const { log, readModels } = await engine.settled();
  return {
    engine,
    evidence: {
      attempts: engine.attempts(),
      faults: [{ at: '2026-03-02T09:00:00.000Z', fault: 'kill', target: 'relay' }],
      log,
      readModels,
      topics: published(log),
    },
  };
}

/** Events that are sent at once. */
export const BATCH = 25;
/** Events that the first relay sent and did not write down before it died. */
const UNWRITTEN = 2 * BATCH;

/**
 * The topics as relays leave them: the first dies half-way before it writes down what it sent last, the
 * second begins there again, and the first wakes up once more and repeats itself.
 */
function published(log: readonly LogRow[]): Topics {
  const broker = new Broker();
  const half = BATCH * Math.floor(log.length / BATCH / 2);
  for (let sent = 0; sent < half; sent += BATCH) broker.send(log.slice(sent, sent + BATCH), 1);
  for (let sent = half - UNWRITTEN; sent < log.length; sent += BATCH) {
    broker.send(log.slice(sent, sent + BATCH), 2);
    if (sent === half) broker.send(log.slice(half - UNWRITTEN, half), 1);
  }
  const { records, offsets } = broker;
  return { prefix: PREFIX, records, relay: { position: log.length, offsets } };
}

class Broker {
  readonly records: TopicRecord[] = [];
  offsets: Record<string, Record<string, number>> = {};

  send(rows: readonly LogRow[], epoch: number): void {
    for (const row of rows) {
      const { key, value, headers } = toKafkaRecord(recorded(row), epoch);
      const { kind } = splitStreamName(recorded(row).stream);
      const topic = topicName(PREFIX, topicContextOf(kind as StreamKind));
      this.append({ topic, partition: partitionOf(key), key, value, headers });
    }
    const position = rows.at(-1)?.position ?? 0;
    const { [WATERMARKS]: _own, ...offsets } = structuredClone(this.offsets);
    const value = JSON.stringify({ position, epoch, offsets });
    this.append({ topic: WATERMARKS, partition: 0, key: 'watermark', value, headers: {} });
  }

  private append(record: Omit<TopicRecord, 'offset'>): void {
    const partitions = (this.offsets[record.topic] ??= {});
    const offset = partitions[record.partition] ?? 0;
    partitions[record.partition] = offset + 1;
    this.records.push({ ...record, offset });
  }
}

export const WATERMARKS = topicName(PREFIX, WATERMARK_CONTEXT);

const recorded = ({ dataText, ...row }: LogRow): RecordedEvent =>
  ({ ...row, data: JSON.parse(dataText) as object }) as unknown as RecordedEvent;

const partitionOf = (key: string): number =>
  Buffer.from(key).reduce((sum, byte) => sum + byte, 0) % PARTITIONS;
