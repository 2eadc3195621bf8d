import { toKafkaRecord } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { OutgoingRecord } from '../broker.js';
import type { Topics } from '../topics.js';

/** Most characters of data in one send, a single event apart: well below what a partition takes at once. */
export const SEND_CHARACTERS_MAX = 1_000_000;
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
  let characters = 0;
  let position = 0;
  for (const event of events) {
    const record = { topic: topics.of(event.stream), ...toKafkaRecord(event, epoch) };
    const full =
      records.length === SEND_EVENTS_MAX || characters + record.value.length > SEND_CHARACTERS_MAX;
    if (full && records.length > 0) {
      yield { records, position };
      records = [];
      characters = 0;
    }
    records.push(record);
    characters += record.value.length;
    position = event.position;
  }
  if (records.length > 0) yield { records, position };
}
