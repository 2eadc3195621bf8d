import type { TopicRecord } from '../evidence.js';
import {
  eventOf,
  isOnce,
  NEW_ID,
  must,
  onceInTheMiddle,
  recordsOf,
  replaced,
  streamOf,
  topicsOf,
  withRecords,
  withTopics,
  type Damage,
} from './edit.js';
import { BATCH, PARTITIONS, WATERMARKS } from './true-history.js';

type Evidence = Parameters<Damage['spoil']>[0];

const middle = (evidence: Evidence): TopicRecord =>
  must(recordsOf(evidence, onceInTheMiddle(evidence, 'TicketAccepted'))[0]);

/** Another record instead of the only one of an event in the middle of its stream. */
const changed = (
  evidence: Evidence,
  change: (record: TopicRecord) => Partial<TopicRecord>,
): Evidence => {
  const record = middle(evidence);
  return withRecords(evidence, (records) =>
    replaced(records, record, { ...record, ...change(record) }),
  );
};

const withHeader = (name: string, value: string) => (record: TopicRecord) => ({
  headers: { ...record.headers, [name]: value },
});

/** What two records say, each at the offset of the other. */
const exchanged = (evidence: Evidence, one: TopicRecord, other: TopicRecord): Evidence =>
  withRecords(evidence, (records) =>
    records.map((each) => {
      if (each === one) return { ...other, offset: one.offset };
      return each === other ? { ...one, offset: other.offset } : each;
    }),
  );

/** Two neighbours in a partition that were sent at once and never again. */
const neighbours = (
  evidence: Evidence,
  fits: (one: TopicRecord, next: TopicRecord) => boolean,
): readonly [TopicRecord, TopicRecord] => {
  const { records } = topicsOf(evidence);
  const once = new Set(evidence.log.filter((row) => isOnce(evidence, row)).map(({ id }) => id));
  const isFit = (record: TopicRecord) => once.has(record.headers['ce_id'] ?? '');
  for (const one of records.filter(isFit)) {
    const next = records.find(
      ({ topic, partition, offset }) =>
        topic === one.topic && partition === one.partition && offset === one.offset + 1,
    );
    if (next && isFit(next) && sendOf(one) === sendOf(next) && fits(one, next)) return [one, next];
  }
  throw new Error('the history has no such neighbours');
};

const sendOf = ({ headers }: TopicRecord): number =>
  Math.floor((Number(headers['ce_position']) - 1) / BATCH);

const lastOf = (evidence: Evidence, topic: string, partition: number): TopicRecord =>
  must(
    topicsOf(evidence)
      .records.filter((each) => each.topic === topic && each.partition === partition)
      .toSorted((a, b) => a.offset - b.offset)
      .at(-1),
  );

const nextOffset = (evidence: Evidence, topic: string, partition: number): number =>
  lastOf(evidence, topic, partition).offset + 1;

export const TOPIC_DAMAGES: readonly Damage[] = [
  {
    name: 'a record that was dropped',
    spoil: (evidence) => withRecords(evidence, (records) => replaced(records, middle(evidence))),
    found: { 'not-published': 1, 'topic-version-hole': 1 },
  },
  {
    name: 'two records of a ticket in each other’s place',
    spoil: (evidence) => {
      const [one, next] = neighbours(evidence, (one, next) => one.key === next.key);
      return exchanged(evidence, one, next);
    },
    found: { 'back-step': 1, 'topic-version-hole': 1 },
  },
  {
    name: 'two records of a partition in each other’s place',
    spoil: (evidence) => {
      const [one, next] = neighbours(evidence, (one, next) => one.key !== next.key);
      return exchanged(evidence, one, next);
    },
    found: { 'back-step': 1 },
  },
  {
    name: 'a changed payload',
    spoil: (evidence) =>
      changed(evidence, ({ value }) => ({ value: must(value?.replace('accepted', 'declined')) })),
    found: { 'wrong-data': 1 },
  },
  {
    name: 'a payload that is no JSON',
    spoil: (evidence) => changed(evidence, () => ({ value: '{' })),
    found: { 'wrong-data': 1 },
  },
  {
    name: 'a record without a payload',
    spoil: (evidence) => changed(evidence, () => ({ value: null })),
    found: { 'wrong-data': 1 },
  },
  ...[
    'ce_specversion',
    'ce_type',
    'ce_source',
    'ce_subject',
    'ce_time',
    'content-type',
    'ce_streamversion',
    'ce_recordedtime',
    'ce_actor',
    'ce_correlationid',
    'ce_causationid',
    'ce_customerid',
    'ce_hash',
    'ce_epoch',
  ].map((name) => ({
    name: `a wrong ${name}`,
    spoil: (evidence: Evidence) => changed(evidence, withHeader(name, 'wrong')),
    found: { 'wrong-header': 1 } as const,
  })),
  {
    name: 'a wrong ce_position',
    spoil: (evidence) => changed(evidence, withHeader('ce_position', 'wrong')),
    found: { 'wrong-header': 1, 'topic-version-hole': 1 },
  },
  {
    name: 'a record under another key',
    spoil: (evidence) => changed(evidence, () => ({ key: 'ticket-other' })),
    found: { 'wrong-key': 1, 'topic-version-hole': 1 },
  },
  {
    name: 'a record in another topic',
    spoil: (evidence) => {
      const topic = 'gongdan.invoices.v1';
      const offset = nextOffset(evidence, topic, 0);
      return changed(evidence, () => ({ topic, partition: 0, offset }));
    },
    found: { 'wrong-topic': 1, 'topic-version-hole': 1, 'untrue-watermark': 'some' },
  },
  {
    name: 'a record of an event that is not in the log',
    spoil: (evidence) => {
      const record = middle(evidence);
      const headers = { ...record.headers, ce_id: NEW_ID };
      const offset = nextOffset(evidence, record.topic, record.partition);
      return withRecords(evidence, (records) => [...records, { ...record, headers, offset }]);
    },
    found: { 'not-in-log': 1 },
  },
  {
    name: 'a record of somebody else',
    spoil: (evidence) =>
      withRecords(evidence, (records) => [
        ...records,
        {
          topic: 'gongdan.tickets.v1',
          partition: 0,
          offset: nextOffset(evidence, 'gongdan.tickets.v1', 0),
          key: null,
          value: 'hello',
          headers: {},
        },
      ]),
    found: { 'not-in-log': 1 },
  },
  {
    name: 'something new from a relay that had been replaced',
    spoil: (evidence) => {
      const last = lastOf(evidence, 'gongdan.tickets.v1', 1);
      const headers = { ...last.headers, ce_epoch: '1' };
      return withRecords(evidence, (records) => replaced(records, last, { ...last, headers }));
    },
    found: { 'stale-epoch': 1 },
  },
  {
    name: 'another event under a position that was seen',
    spoil: (evidence) => {
      const record = middle(evidence);
      const before = must(
        topicsOf(evidence).records.findLast(
          ({ topic, partition, offset }) =>
            topic === record.topic && partition === record.partition && offset < record.offset,
        ),
      );
      return changed(evidence, withHeader('ce_position', must(before.headers['ce_position'])));
    },
    found: { 'wrong-header': 1, 'false-repeat': 1, 'topic-version-hole': 1 },
  },
  {
    name: 'a ticket in two partitions',
    spoil: (evidence) => {
      const closed = eventOf(
        evidence,
        'TicketClosed',
        (row) => isOnce(evidence, row) && streamOf(evidence, row.stream).length === row.version,
      );
      const record = must(recordsOf(evidence, closed)[0]);
      const partition = (record.partition + 1) % PARTITIONS;
      const offset = nextOffset(evidence, record.topic, partition);
      return withRecords(evidence, (records) =>
        replaced(records, record, { ...record, partition, offset }),
      );
    },
    found: { 'two-partitions': 1, 'back-step': 1, 'untrue-watermark': 'some' },
  },
  {
    name: 'a watermark that promises too much',
    spoil: (evidence) => {
      const mark = lastOf(evidence, WATERMARKS, 0);
      const { offsets, ...rest } = JSON.parse(must(mark.value ?? undefined)) as {
        offsets: Record<string, Record<string, number>>;
      };
      const early = { ...offsets, 'gongdan.tickets.v1': { '0': 1, '1': 1, '2': 1 } };
      const value = JSON.stringify({ ...rest, offsets: early });
      return withRecords(evidence, (records) => replaced(records, mark, { ...mark, value }));
    },
    found: { 'untrue-watermark': 1 },
  },
  {
    name: 'a relay that has written down more than it sent',
    spoil: (evidence) =>
      withTopics(evidence, ({ relay, ...topics }) => ({
        ...topics,
        relay: { ...must(relay), offsets: {} },
      })),
    found: { 'untrue-watermark': 1 },
  },
];
