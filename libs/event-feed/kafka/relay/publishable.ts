import { toKafkaRecord } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { OutgoingRecord } from '../broker.js';
import type { Topics } from '../topics.js';

/** Most bytes in one send, a single event apart: well below what a partition takes at once, which is 4 MiB. */
export const SEND_BYTES_MAX = 2_097_152;
/** Most events in one send. */
export const SEND_EVENTS_MAX = 2_000;

/** What is sent at once: its records, and the position that the log is published up to by it. */
export interface Publishable {
  readonly records: readonly OutgoingRecord[];
  readonly position: number;
}

/** Cuts events, in the order of the log, into what can be sent at once. */
export function* publishables(
  events: readonly RecordedEvent[],
  topics: Topics,
  epoch: number,
): Generator<Publishable> {
  let records: OutgoingRecord[] = [];
  let bytes = 0;
  let position = 0;
  for (const event of events) {
    const record = { topic: topics.of(event.stream), ...toKafkaRecord(event, epoch) };
    const size = bytesOf(record);
    const full = records.length === SEND_EVENTS_MAX || bytes + size > SEND_BYTES_MAX;
    if (full && records.length > 0) {
      yield { records, position };
      records = [];
      bytes = 0;
    }
    records.push(record);
    bytes += size;
    position = event.position;
  }
  if (records.length > 0) yield { records, position };
}

/** What a header costs beside its texts: their lengths. */
const HEADER_BYTES = 4;

/** Headers of small events weigh more than their data, and a Chinese character three bytes. */
export function bytesOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = key.length + Buffer.byteLength(value);
  for (const name in headers) {
    bytes += name.length + Buffer.byteLength(headers[name] ?? '') + HEADER_BYTES;
  }
  return bytes;
}
