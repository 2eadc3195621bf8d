import { describe, expect, it } from '@jest/globals';
import { instantOf, streamName, type RecordedEvent } from '@gongdan/core';
import { fromKafkaRecord, toKafkaRecord } from './kafka-record.js';
import { allEventContracts } from './registry.js';
import { streamKindsOf } from './stream-kinds.js';

const EVENTS = allEventContracts().flatMap((contract) =>
  streamKindsOf(contract.owner).map((kind, n): RecordedEvent => ({
    position: 4_711,
    stream: streamName(kind, '0198-7a'),
    version: 3,
    id: 'e-1',
    type: contract.type,
    schemaVersion: contract.schemaVersion,
    data: contract.sample as RecordedEvent['data'],
    actor: 'Zoë 张',
    occurredAt: instantOf(1_000),
    recordedAt: instantOf(2_000),
    correlationId: 'c-1',
    causationId: n === 0 ? null : 'e-0',
    customerId: n === 0 ? 'k-1' : null,
    hash: 'ab'.repeat(32),
  })),
);

describe('a Kafka record of an event', () => {
  it.each(EVENTS.map((event) => [event.type, event.stream, event] as const))(
    'carries all of %s on %s',
    (_type, stream, event) => {
      const { key, value, headers } = toKafkaRecord(event, 7);
      expect(key).toBe(stream);
      const bytes = Object.fromEntries(
        Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]),
      );
      expect(fromKafkaRecord(Buffer.from(value), bytes)).toEqual({ event, epoch: 7 });
    },
  );

  const [sample] = EVENTS;
  if (sample === undefined) throw new Error('no contracts');
  const good = toKafkaRecord(sample, 1);

  it.each([
    ['no value', null, good.headers],
    ['no JSON', '{', good.headers],
    ['no object', '7', good.headers],
    ['no headers', good.value, {}],
    ['a strange type', good.value, { ...good.headers, ce_type: 'com.example.thing' }],
    ['a strange source', good.value, { ...good.headers, ce_source: '/elsewhere' }],
    ['no position', good.value, { ...good.headers, ce_position: 'first' }],
    ['a position before the first', good.value, { ...good.headers, ce_position: '0' }],
    ['a version before the first', good.value, { ...good.headers, ce_streamversion: '0' }],
    ['an epoch below 0', good.value, { ...good.headers, ce_epoch: '-1' }],
    ['no instant', good.value, { ...good.headers, ce_time: 'yesterday' }],
    ['a header twice', good.value, { ...good.headers, ce_id: ['a', 'b'] }],
  ])('is refused with %s', (_what, value, headers) => {
    expect(() => fromKafkaRecord(value, headers)).toThrow(
      expect.objectContaining({ code: 'EVENT_CONTRACT.BAD_RECORD' }),
    );
  });
});
