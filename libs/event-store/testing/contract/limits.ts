import { describe, expect, it } from '@jest/globals';
import type { NewEvent, StreamName } from '@gongdan/core';
import {
  APPEND_BYTES_MAX,
  APPEND_EVENTS_MAX,
  APPEND_STREAMS_MAX,
  COMMAND_KEY_LENGTH_MAX,
  EVENT_BYTES_MAX,
  EVENT_TEXT_LENGTH_MAX,
  STREAM_NAME_LENGTH_MAX,
  type AppendRequest,
} from '../../event-store.js';
import { SCHEMA_VERSION_MAX } from '../../append-validation.js';
import type { StoreAccess } from '../store-under-test.js';
import {
  failureOf,
  sampleCommand,
  sampleEvent,
  sampleEvents,
  uniqueStream,
} from '../sample-events.js';

const streamOfLength = (length: number): StreamName =>
  uniqueStream().padEnd(length, 'x') as StreamName;

/** `{"text":"xxx"}` with exactly this many bytes; every character of two bytes where `wide`. */
const dataOfBytes = (bytes: number, wide = false): NewEvent['data'] => {
  const room = bytes - '{"text":""}'.length;
  const text = wide ? 'é'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2) : 'x'.repeat(room);
  return { text };
};

const single = (event: NewEvent): AppendRequest => ({
  writes: [{ stream: uniqueStream(), expected: 'none', events: [event] }],
});

const bytesInTotal = (bytes: number): AppendRequest => {
  const whole = Math.floor(bytes / EVENT_BYTES_MAX);
  const rest = bytes % EVENT_BYTES_MAX;
  const sizes = [...Array<number>(whole - 1).fill(EVENT_BYTES_MAX)];
  // The last two share what is left, so that neither is below the smallest possible data.
  sizes.push(EVENT_BYTES_MAX - 100, rest + 100);
  const events = sizes.map((size) => sampleEvent({ data: dataOfBytes(size) }));
  return { writes: [{ stream: uniqueStream(), expected: 'none', events }] };
};

const LIMITS: readonly [string, number, (size: number) => AppendRequest, string][] = [
  [
    'events of an append',
    APPEND_EVENTS_MAX,
    (size) => ({
      writes: [{ stream: uniqueStream(), expected: 'none', events: sampleEvents(size) }],
    }),
    '/writes',
  ],
  [
    'streams of an append',
    APPEND_STREAMS_MAX,
    (size) => ({
      writes: Array.from({ length: size }, () => ({
        stream: uniqueStream(),
        expected: 'none' as const,
        events: sampleEvents(1),
      })),
    }),
    '/writes',
  ],
  [
    'bytes of data',
    EVENT_BYTES_MAX,
    (size) => single(sampleEvent({ data: dataOfBytes(size) })),
    '/writes/0/events/0/data',
  ],
  [
    'bytes of wide data',
    EVENT_BYTES_MAX,
    (size) => single(sampleEvent({ data: dataOfBytes(size, true) })),
    '/writes/0/events/0/data',
  ],
  ['bytes of an append', APPEND_BYTES_MAX, bytesInTotal, ''],
  [
    'characters of a stream name',
    STREAM_NAME_LENGTH_MAX,
    (size) => ({
      writes: [{ stream: streamOfLength(size), expected: 'none', events: sampleEvents(1) }],
    }),
    '/writes/0/stream',
  ],
  ...(['type', 'actor', 'correlationId', 'causationId', 'customerId'] as const).map(
    (member): (typeof LIMITS)[number] => [
      `characters of ${member}`,
      EVENT_TEXT_LENGTH_MAX,
      (size) => single(sampleEvent({ [member]: '工'.repeat(size) })),
      `/writes/0/events/0/${member}`,
    ],
  ),
  [
    'schema version',
    SCHEMA_VERSION_MAX,
    (schemaVersion) => single(sampleEvent({ schemaVersion })),
    '/writes/0/events/0/schemaVersion',
  ],
  [
    'characters of a command key',
    COMMAND_KEY_LENGTH_MAX,
    (size) => ({
      ...single(sampleEvent()),
      command: sampleCommand({ key: sampleCommand().key.padEnd(size, 'é') }),
    }),
    '/command/key',
  ],
];

export function describeLimits(access: StoreAccess): void {
  describe('limits', () => {
    it.each(LIMITS)('%s: %i are taken, one more is refused', async (_name, limit, make, path) => {
      const { store } = access();
      const request = make(limit);
      const result = await store.append(request);
      expect(result.status).toBe('appended');
      const { stream, events } = request.writes[0]!;
      const read = await store.readStream(stream);
      expect(read.map(({ data }) => data)).toEqual(events.map(({ data }) => data));

      const failure = await failureOf(store.append(make(limit + 1)));
      expect(failure.code).toBe('STORE.INVALID_APPEND');
      expect(failure.violations?.[0]?.path).toBe(path);
    });

    const empty: readonly [string, AppendRequest][] = [
      ['no writes', { writes: [] }],
      ['no events', { writes: [{ stream: uniqueStream(), expected: 'any', events: [] }] }],
      [
        'an empty stream name',
        { writes: [{ stream: '' as StreamName, expected: 'any', events: sampleEvents(1) }] },
      ],
      ['an empty type', single(sampleEvent({ type: '' }))],
      ['an empty key', { ...single(sampleEvent()), command: sampleCommand({ key: '' }) }],
    ];
    it.each(empty)('refuses %s', async (_name, request) => {
      const failure = await failureOf(access().store.append(request));
      expect(failure.code).toBe('STORE.INVALID_APPEND');
    });

    it('refuses the same stream twice', async () => {
      const write = { stream: uniqueStream(), expected: 'any' as const, events: sampleEvents(1) };
      const failure = await failureOf(access().store.append({ writes: [write, write] }));
      expect(failure.code).toBe('STORE.INVALID_APPEND');
    });
  });
}
