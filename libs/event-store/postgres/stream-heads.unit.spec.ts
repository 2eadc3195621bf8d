import { describe, expect, it } from '@jest/globals';
import type { StreamName } from '@gongdan/core';
import { checkAppend } from '../append-validation.js';
import type { Appended, ExpectedVersion } from '../event-store.js';
import { recordedEventOf } from '../recorded-event.js';
import { sampleEvent, uniqueStream } from '../testing/sample-events.js';
import { DISTRUSTED_BATCHES, REMEMBERED_HEADS_MAX, StreamHeads } from './stream-heads.js';

const append = (stream: StreamName, expected: ExpectedVersion) =>
  checkAppend({ writes: [{ stream, expected, events: [sampleEvent()] }] });

const appendedAt = (stream: StreamName, version: number): Appended => {
  const place = { position: 1, version, recordedAt: sampleEvent().occurredAt, hash: `${version}` };
  return {
    status: 'appended',
    position: 1,
    events: [recordedEventOf(stream, sampleEvent(), place)],
  };
};

/** Heads that remember one stream at version 5. */
function remembering(stream: StreamName): StreamHeads {
  const heads = new StreamHeads();
  const batch = [append(stream, 'any')];
  expect(heads.lend(batch, false).size).toBe(0);
  heads.settle(batch, [appendedAt(stream, 5)]);
  return heads;
}

describe('StreamHeads', () => {
  it.each(['any', 'exists', 5] as const)(
    'lends what agrees with the expectation %s',
    (expected) => {
      const stream = uniqueStream();
      const known = remembering(stream).lend([append(stream, expected)], false);
      expect(known.get(stream)).toEqual({ version: 5, hash: '5' });
    },
  );

  it.each(['none', 4, 6] as const)(
    'lends nothing that contradicts %s: it may be out of date',
    (expected) => {
      const stream = uniqueStream();
      expect(remembering(stream).lend([append(stream, expected)], false).size).toBe(0);
    },
  );

  it('follows a stream through a batch', () => {
    const stream = uniqueStream();
    const inOrder = [append(stream, 5), append(stream, 6), append(stream, 'any')];
    expect(remembering(stream).lend(inOrder, false).size).toBe(1);
    expect(remembering(stream).lend([append(stream, 5), append(stream, 5)], false).size).toBe(0);
  });

  it('knows nothing of a stream while a batch that writes to it is on its way', () => {
    const stream = uniqueStream();
    const heads = remembering(stream);
    const [first, second, third] = [1, 2, 3].map(() => [append(stream, 'any')]);
    expect(heads.lend(first!, false).size).toBe(1);
    expect(heads.lend(second!, false).size).toBe(0);
    heads.settle(first!, [appendedAt(stream, 6)]);
    expect(heads.lend(third!, false).size).toBe(0); // the second may have moved it
    heads.settle(second!, [appendedAt(stream, 7)]);
    heads.settle(third!, [appendedAt(stream, 8)]);
    expect(heads.lend([append(stream, 8)], false).get(stream)?.version).toBe(8);
  });

  it('forgets a stream whose batch failed', () => {
    const stream = uniqueStream();
    const heads = remembering(stream);
    const batch = [append(stream, 5)];
    heads.lend(batch, false);
    heads.settle(batch);
    expect(heads.lend([append(stream, 5)], false).size).toBe(0);
  });

  it('lends nothing to a careful batch, over a new connection, or for a while after it was wrong', () => {
    const stream = uniqueStream();
    expect(remembering(stream).lend([append(stream, 5)], true).size).toBe(0);

    const reconnected = remembering(stream);
    reconnected.forgetAll();
    expect(reconnected.lend([append(stream, 5)], false).size).toBe(0);

    const wrong = remembering(stream);
    wrong.distrust();
    for (let count = 0, version = 5; count < DISTRUSTED_BATCHES; count++, version++) {
      const batch = [append(stream, version)];
      expect(wrong.lend(batch, false).size).toBe(0);
      wrong.settle(batch, [appendedAt(stream, version + 1)]);
    }
    expect(wrong.lend([append(stream, 'any')], false).size).toBe(1);
  });

  it('remembers a bounded number of streams, those written last', () => {
    const oldest = uniqueStream();
    const heads = remembering(oldest);
    const streams = Array.from({ length: REMEMBERED_HEADS_MAX }, () => uniqueStream());
    for (const stream of streams) {
      const batch = [append(stream, 'any')];
      heads.lend(batch, false);
      heads.settle(batch, [appendedAt(stream, 1)]);
    }
    expect(heads.lend([append(oldest, 5)], false).size).toBe(0);
    expect(heads.lend([append(streams[0]!, 1)], false).size).toBe(1);
  });
});
