import { describe, expect, it } from '@jest/globals';
import type { StreamName } from '@gongdan/core';
import type { AppendRequest, ExpectedVersion } from '../../event-store.js';
import type { StoreAccess } from '../store-under-test.js';
import { appended, appendTo, sampleEvent, sampleEvents, uniqueStream } from '../sample-events.js';

export function describeAppending(access: StoreAccess): void {
  describe('appending', () => {
    const cases: readonly [ExpectedVersion, number, 'appended' | 'conflict'][] = [
      ['none', 0, 'appended'],
      ['none', 2, 'conflict'],
      ['exists', 0, 'conflict'],
      ['exists', 2, 'appended'],
      ['any', 0, 'appended'],
      ['any', 2, 'appended'],
      [0, 0, 'appended'],
      [0, 2, 'conflict'],
      [2, 2, 'appended'],
      [1, 2, 'conflict'],
      [3, 2, 'conflict'],
      [1, 0, 'conflict'],
    ];

    it.each(cases)('expecting %p of a stream at version %p: %s', async (expected, at, status) => {
      const { store } = access();
      const stream = uniqueStream();
      if (at > 0) await appendTo(store, stream, at);
      const before = await store.lastPosition();
      const result = await store.append({
        writes: [{ stream, expected, events: [sampleEvent()] }],
      });
      if (status === 'conflict') {
        expect(result).toEqual({ status, stream, expected, actual: at });
        expect(await store.lastPosition()).toBe(before);
      } else {
        expect(appended(result).events[0]?.version).toBe(at + 1);
        expect(appended(result).position).toBe(before + 1);
      }
      expect(await store.readStream(stream)).toHaveLength(at + (status === 'appended' ? 1 : 0));
    });

    it('answers the events as they can be read afterwards', async () => {
      const { store } = access();
      const [one, two] = [uniqueStream('ticket'), uniqueStream('invoice')];
      const result = appended(
        await store.append({
          writes: [
            { stream: one, expected: 'none', events: sampleEvents(3) },
            { stream: two, expected: 'any', events: sampleEvents(2) },
          ],
        }),
      );
      expect(result.events.map(({ stream, version }) => [stream, version])).toEqual([
        [one, 1],
        [one, 2],
        [one, 3],
        [two, 1],
        [two, 2],
      ]);
      const first = result.position - 4;
      expect(result.events.map(({ position }) => position)).toEqual(
        [0, 1, 2, 3, 4].map((offset) => first + offset),
      );
      expect(result.events.slice(0, 3)).toEqual(await store.readStream(one));
      expect(result.events.slice(3)).toEqual(await store.readStream(two));
      expect((await store.readLog({ after: first - 1, limit: 5 })).events).toEqual(result.events);
    });

    it('writes all streams of an append or none', async () => {
      const { store } = access();
      const [good, bad, alsoGood] = [uniqueStream(), uniqueStream(), uniqueStream()];
      const before = await store.lastPosition();
      const result = await store.append({
        writes: [
          { stream: good, expected: 'none', events: sampleEvents(2) },
          { stream: bad, expected: 7, events: sampleEvents(1) },
          { stream: alsoGood, expected: 'none', events: sampleEvents(1) },
        ],
      });
      expect(result).toEqual({ status: 'conflict', stream: bad, expected: 7, actual: 0 });
      expect(await store.lastPosition()).toBe(before);
      for (const stream of [good, bad, alsoGood])
        expect(await store.readStream(stream)).toEqual([]);
    });

    describe('with a stream that it only rests on', () => {
      const resting = (
        on: StreamName,
        expected: ExpectedVersion,
        stream = uniqueStream(),
      ): AppendRequest => ({
        writes: [
          { stream, expected: 'any', events: [sampleEvent()] },
          { stream: on, expected, events: [] },
        ],
      });

      it.each(cases)('expecting %p of it at version %p: %s', async (expected, at, status) => {
        const { store } = access();
        const [on, stream] = [uniqueStream(), uniqueStream()];
        if (at > 0) await appendTo(store, on, at);
        const before = await store.lastPosition();
        const result = await store.append(resting(on, expected, stream));
        if (status === 'conflict') {
          expect(result).toEqual({ status, stream: on, expected, actual: at });
        } else {
          expect(appended(result).events).toEqual(await store.readStream(stream));
        }
        expect(await store.lastPosition()).toBe(before + (status === 'appended' ? 1 : 0));
        expect(await store.readStream(on)).toHaveLength(at);
      });

      it('sees what another process has written there meanwhile', async () => {
        const { store, other } = access();
        const [on, fresh] = [uniqueStream(), uniqueStream()];
        await appendTo(store, on);
        await appendTo(other, on);
        await appendTo(other, fresh);
        expect(await store.append(resting(on, 1))).toMatchObject({ status: 'conflict', actual: 2 });
        expect(await store.append(resting(fresh, 'none'))).toMatchObject({ status: 'conflict' });
        expect(appended(await store.append(resting(on, 2))).events).toHaveLength(1);
      });

      it('lets one of two pass that rest on each other', async () => {
        const { store, other } = access();
        for (const second of [store, other]) {
          const [one, two] = [uniqueStream(), uniqueStream()];
          await Promise.all([appendTo(store, one), appendTo(second, two)]);
          const results = await Promise.all([
            store.append(resting(two, 1, one)),
            second.append(resting(one, 1, two)),
          ]);
          expect(results.map(({ status }) => status).toSorted()).toEqual(['appended', 'conflict']);
        }
      });
    });

    it('takes appends of one stream in turn when they are sent without waiting', async () => {
      const { store } = access();
      const stream = uniqueStream();
      const results = await Promise.all(
        [0, 1, 2, 3].map((expected) =>
          store.append({ writes: [{ stream, expected, events: [sampleEvent()] }] }),
        ),
      );
      expect(results.map(({ status }) => status)).toEqual(Array(4).fill('appended'));
    });
  });
}
