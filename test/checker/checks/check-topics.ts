import { isDeepStrictEqual } from 'node:util';
import type { LogRow, TopicRecord, Topics } from '../evidence.js';
import type { Found } from '../findings.js';
import { checkWatermarks } from './check-watermarks.js';
import { PartitionOrder } from './partition-order.js';
import { placeOf } from './record-place.js';

/** Which topic holds the streams of which kind. */
const CONTEXT_OF: Readonly<Record<string, string>> = {
  ticket: 'tickets',
  invoice: 'invoices',
  survey: 'surveys',
  complaint: 'complaints',
  customer: 'customers',
  contract: 'customers',
  technician: 'technicians',
  sla: 'sla',
};

const watermarkTopic = (prefix: string): string => `${prefix}.watermarks.v1`;

const eventTopic = (prefix: string, stream: string): string =>
  `${prefix}.${CONTEXT_OF[kindOf(stream)] ?? '?'}.v1`;

const kindOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));
const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

export interface TopicTraffic {
  /** Records that were seen before: recognisable, hence harmless. */
  readonly repeats: number;
  /** Different relays that have published. */
  readonly epochs: number;
  readonly records: number;
}

/**
 * The topics against the log: all that was published is there, as the log has it, in order per partition
 * and stream for whoever drops what lies at or below the highest position seen so far.
 */
export function checkTopics(topics: Topics, log: readonly LogRow[], found: Found): TopicTraffic {
  const { prefix, records } = topics;
  const byId = new Map(log.map((row) => [row.id, row]));
  const control = watermarkTopic(prefix);
  const ofEvents = records.filter(({ topic }) => topic !== control);
  const places = new Map<string, TopicRecord>();
  const traffic = { repeats: 0, epochs: new Set<number>(), records: ofEvents.length };
  for (const partition of partitionsOf(ofEvents)) {
    const order = new PartitionOrder(found);
    for (const record of partition) {
      const row = byId.get(record.headers['ce_id'] ?? '');
      if (row === undefined) {
        found('not-in-log', `${placeOf(record)}: ${record.headers['ce_id'] ?? 'no id'}`);
        continue;
      }
      if (!places.has(row.id)) places.set(row.id, record);
      traffic.epochs.add(Number(record.headers['ce_epoch']));
      const isAddressed = checkAddress(record, row, prefix, found);
      checkContent(record, row, found);
      if (isAddressed && order.take(record, row) === 'repeat') traffic.repeats += 1;
    }
  }
  checkComplete(topics, log, places, found);
  checkStreamsInOnePartition(ofEvents, found);
  checkWatermarks(topics, control, log, places, found);
  return { ...traffic, epochs: traffic.epochs.size };
}

function partitionsOf(records: readonly TopicRecord[]): TopicRecord[][] {
  const partitions = Map.groupBy(records, ({ topic, partition }) => `${topic} ${partition}`);
  return [...partitions.values()].map((each) => each.toSorted((a, b) => a.offset - b.offset));
}

function checkAddress(record: TopicRecord, row: LogRow, prefix: string, found: Found): boolean {
  const topic = eventTopic(prefix, row.stream);
  if (record.topic !== topic) found('wrong-topic', `${placeOf(record)}: belongs in ${topic}`);
  if (record.key !== row.stream) {
    found('wrong-key', `${placeOf(record)}: ${record.key ?? 'none'}, not ${row.stream}`);
  }
  return record.topic === topic && record.key === row.stream;
}

function checkContent(record: TopicRecord, row: LogRow, found: Found): void {
  const wrong = Object.entries(headersOf(row)).filter(
    ([name, value]) => record.headers[name] !== value,
  );
  if (!/^\d+$/.test(record.headers['ce_epoch'] ?? '')) wrong.push(['ce_epoch', 'a number']);
  if (wrong.length > 0) {
    const names = wrong.map(([name]) => `${name} is ${record.headers[name] ?? 'missing'}`);
    found('wrong-header', `${placeOf(record)} (position ${row.position}): ${names.join(', ')}`);
  }
  if (!isDeepStrictEqual(parsed(record.value), parsed(row.dataText))) {
    found('wrong-data', `${placeOf(record)} (position ${row.position})`);
  }
}

function headersOf(row: LogRow): Record<string, string | undefined> {
  return {
    ce_specversion: '1.0',
    ce_id: row.id,
    ce_type: `gongdan.${row.type}.v${row.schemaVersion}`,
    ce_source: `/gongdan/${kindOf(row.stream)}`,
    ce_subject: idOf(row.stream),
    ce_time: row.occurredAt,
    'content-type': 'application/json',
    ce_position: String(row.position),
    ce_streamversion: String(row.version),
    ce_recordedtime: row.recordedAt,
    ce_actor: row.actor,
    ce_correlationid: row.correlationId,
    ce_causationid: row.causationId ?? undefined,
    ce_customerid: row.customerId ?? undefined,
    ce_hash: row.hash,
  };
}

/** A text that is no JSON is equal to nothing. */
function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return Symbol('no JSON');
  }
}

function checkComplete(
  { relay }: Topics,
  log: readonly LogRow[],
  places: ReadonlyMap<string, TopicRecord>,
  found: Found,
): void {
  for (const { id, position, stream } of log) {
    if (position <= (relay?.position ?? Infinity) && !places.has(id)) {
      found('not-published', `${id} of ${stream} at ${position}`);
    }
  }
}

function checkStreamsInOnePartition(records: readonly TopicRecord[], found: Found): void {
  const partitions = new Map<string, number>();
  for (const { topic, partition, key } of records) {
    const stream = `${topic} ${key}`;
    const known = partitions.get(stream);
    if (known === undefined) partitions.set(stream, partition);
    else if (known !== partition) found('two-partitions', `${stream}: ${known} and ${partition}`);
  }
}
