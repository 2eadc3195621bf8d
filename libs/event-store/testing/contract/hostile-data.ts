import { describe, expect, it } from '@jest/globals';
import type { Instant, NewEvent, StreamName } from '@gongdan/core';
import type { AppendRequest, ExpectedVersion } from '../../event-store.js';
import type { StoreAccess } from '../store-under-test.js';
import {
  appended,
  appendTo,
  failureOf,
  sampleCommand,
  sampleEvent,
  uniqueStream,
} from '../sample-events.js';

const LONE = '\ud800';

const withEvent = (overrides: Partial<NewEvent>): AppendRequest => ({
  writes: [{ stream: uniqueStream(), expected: 'none', events: [sampleEvent(overrides)] }],
});

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const HOSTILE: readonly [string, AppendRequest][] = [
  ['NUL in a value', withEvent({ data: { text: 'a\0b' } })],
  ['NUL in a key', withEvent({ data: { 'a\0b': 1 } })],
  ['NUL behind a backslash', withEvent({ data: { text: '\\\0' } })],
  ['a lone high surrogate', withEvent({ data: { text: LONE } })],
  ['a lone low surrogate', withEvent({ data: { deep: [{ text: 'x\udfffy' }] } })],
  ['NUL in the actor', withEvent({ actor: 'a\0' })],
  ['a lone surrogate in the type', withEvent({ type: LONE })],
  ['a lone surrogate in the customer', withEvent({ customerId: LONE })],
  ['NUL in the correlation id', withEvent({ correlationId: '\0' })],
  ['an id that is no UUID', withEvent({ id: 'one' })],
  ['an upper-case UUID', withEvent({ id: sampleEvent().id.toUpperCase().replace('0', 'A') })],
  ['a schema version of zero', withEvent({ schemaVersion: 0 })],
  ['a fractional schema version', withEvent({ schemaVersion: 1.5 })],
  ['a huge schema version', withEvent({ schemaVersion: 32_768 })],
  ['a day that does not exist', withEvent({ occurredAt: '2026-02-30T00:00:00.000Z' as Instant })],
  ['the year zero', withEvent({ occurredAt: '0000-01-01T00:00:00.000Z' as Instant })],
  ['the hour 24', withEvent({ occurredAt: '2026-03-01T24:00:00.000Z' as Instant })],
  ['29 February of no leap year', withEvent({ occurredAt: '2026-02-29T00:00:00.000Z' as Instant })],
  ['a time with an offset', withEvent({ occurredAt: '2026-03-02T09:00:00.000+08:00' as Instant })],
  [
    'finer time than a millisecond',
    withEvent({ occurredAt: '2026-03-02T09:00:00.0001Z' as Instant }),
  ],
  ['a cycle', withEvent({ data: cyclic })],
  ['a BigInt', withEvent({ data: { amount: 1n } })],
  ['a list as data', withEvent({ data: [] as unknown as NewEvent['data'] })],
  ['no data', withEvent({ data: undefined as unknown as NewEvent['data'] })],
  [
    'NUL in the stream name',
    { writes: [{ stream: 'a-\0' as StreamName, expected: 'any', events: [sampleEvent()] }] },
  ],
  ...[-1, 0.5, Number.NaN, 2 ** 60, 'something'].map((expected): [string, AppendRequest] => [
    `the expected version ${expected}`,
    {
      writes: [
        { stream: uniqueStream(), expected: expected as ExpectedVersion, events: [sampleEvent()] },
      ],
    },
  ]),
  ['NUL in a key', { ...withEvent({}), command: sampleCommand({ key: 'a\0' }) }],
  ['a strange fingerprint', { ...withEvent({}), command: sampleCommand({ fingerprint: 'xyz' }) }],
  ['NUL in an outcome', { ...withEvent({}), command: sampleCommand({ outcome: { a: '\0' } }) }],
  [
    'an outcome that is no JSON',
    { ...withEvent({}), command: sampleCommand({ outcome: undefined }) },
  ],
];

export function describeHostileData(access: StoreAccess): void {
  describe('hostile data', () => {
    it.each(HOSTILE)('refuses %s and harms no neighbour', async (_name, request) => {
      const { store } = access();
      const before = await store.lastPosition();
      const neighbours = [uniqueStream(), uniqueStream()];
      const [first, hostile, second] = await Promise.all([
        appendTo(store, neighbours[0]!),
        failureOf(store.append(request)),
        appendTo(store, neighbours[1]!),
      ]);
      expect(hostile.code).toBe('STORE.INVALID_APPEND');
      expect(hostile.category).toBe('invalid');
      expect(hostile.violations?.length).toBeGreaterThan(0);
      expect(new Set([first.position, second.position])).toEqual(new Set([before + 1, before + 2]));
      expect(await store.lastPosition()).toBe(before + 2);
    });

    const ODD: readonly NewEvent['data'][] = [
      { text: String.raw`a backslash and u0000: \u0000 and \ud800` },
      { text: '\u0001\u001f\u007f\u2028\u2029\ufeff\uffff' },
      { text: '👩‍👩‍👧 \u202e reversed \u0301' },
      { text: '"}]);DROP TABLE gongdan.event;--', "'": "''" },
      { '{"a"}': '{b,"c"}', NULL: 'NULL', '\\': '\\\\' },
      { number: Number.MAX_SAFE_INTEGER, small: 5e-324, large: 1.7976931348623157e308, minus: -7 },
      JSON.parse('{"__proto__":{"a":1},"constructor":1,"10":1,"9":2}') as NewEvent['data'],
    ];
    it.each(ODD)('keeps odd but valid data: %j', async (data) => {
      const { store } = access();
      const stream = uniqueStream();
      const events = [sampleEvent({ data, actor: `it's "odd" \\ {,} ${'é'.repeat(3)}` })];
      const command = sampleCommand({ outcome: data, key: `${sampleCommand().key} ',"{}\\ é` });
      const result = await store.append({
        writes: [{ stream, expected: 'none', events }],
        command,
      });
      const read = await store.readStream(stream);
      expect(JSON.stringify(read[0]?.data)).toBe(JSON.stringify(data));
      expect(read[0]?.actor).toBe(events[0]?.actor);
      expect(read[0]?.hash).toBe(appended(result).events[0]?.hash);
      expect(JSON.stringify((await store.findOutcome(command.key))?.outcome)).toBe(
        JSON.stringify(data),
      );
    });
  });
}
