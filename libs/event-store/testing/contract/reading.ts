import { beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamName } from '@gongdan/core';
import type { StreamRange } from '../../event-store.js';
import type { StoreAccess } from '../store-under-test.js';
import { appendTo, failureOf, sampleEvent, sampleEvents, uniqueStream } from '../sample-events.js';

/** More than any adapter reads together. */
const MANY_READERS = 70;
/** More than any adapter reads of one stream together with others. */
const LONG_STREAM_EVENTS = 250;

export function describeReading(access: StoreAccess): void {
  describe('reading a stream', () => {
    const stream: StreamName = uniqueStream();
    beforeAll(async () => {
      await appendTo(access().store, stream, 5);
      await appendTo(access().store, uniqueStream(), 3);
    });

    const cases: readonly [StreamRange, readonly number[]][] = [
      [{}, [1, 2, 3, 4, 5]],
      [{ fromVersion: 3 }, [3, 4, 5]],
      [{ fromVersion: 2, limit: 2 }, [2, 3]],
      [{ fromVersion: 6 }, []],
      [{ direction: 'backwards' }, [5, 4, 3, 2, 1]],
      [{ direction: 'backwards', limit: 1 }, [5]],
      [{ direction: 'backwards', fromVersion: 3 }, [3, 2, 1]],
      [{ direction: 'backwards', fromVersion: 9, limit: 2 }, [5, 4]],
    ];

    it.each(cases)('%j answers the versions %j', async (range, versions) => {
      const events = await access().store.readStream(stream, range);
      expect(events.map(({ version }) => version)).toEqual(versions);
      expect(events.every((event) => event.stream === stream)).toBe(true);
    });

    it('answers each of many readers at once what it asked for', async () => {
      const { store } = access();
      const long = uniqueStream();
      await appendTo(store, long, LONG_STREAM_EVENTS);
      const streams = [...Array.from({ length: MANY_READERS }, () => stream), long, uniqueStream()];
      for (const direction of ['forwards', 'backwards'] as const) {
        const together = streams.map((name) => store.readStream(name, { direction }));
        const some = { direction, limit: LONG_STREAM_EVENTS - 5 };
        const answers = await Promise.all([...together, store.readStream(long, some)]);
        const alone = [];
        for (const name of streams) alone.push(await store.readStream(name, { direction }));
        expect(answers).toEqual([...alone, await store.readStream(long, some)]);
        expect(answers.map(({ length }) => length)).toEqual([
          ...Array.from({ length: MANY_READERS }, () => 5),
          LONG_STREAM_EVENTS,
          0,
          LONG_STREAM_EVENTS - 5,
        ]);
      }
    });

    it('answers nothing for a stream that does not exist', async () => {
      expect(await access().store.readStream(uniqueStream())).toEqual([]);
    });
  });

  describe('reading the log', () => {
    it('answers pages without holes, then an empty page at the end', async () => {
      const { store } = access();
      await appendTo(store, uniqueStream(), 10);
      const last = await store.lastPosition();
      const positions: number[] = [];
      let after = 0;
      for (;;) {
        const page = await store.readLog({ after, limit: 7 });
        if (page.events.length === 0) {
          expect(page).toEqual({ events: [], lastPosition: after });
          break;
        }
        expect(page.lastPosition).toBe(page.events.at(-1)?.position);
        positions.push(...page.events.map(({ position }) => position));
        after = page.lastPosition;
      }
      expect(positions).toEqual(Array.from({ length: last }, (_, index) => index + 1));
    });

    it('answers an empty page beyond the end', async () => {
      const after = (await access().store.lastPosition()) + 100;
      expect(await access().store.readLog({ after })).toEqual({ events: [], lastPosition: after });
      expect(await access().store.readLog({ after, types: ['TicketMerged'] })).toEqual({
        events: [],
        lastPosition: after,
      });
    });

    it('moves past events of other types', async () => {
      const { store } = access();
      const after = await store.lastPosition();
      const types = ['A', 'B', 'A', 'C', 'B', 'C'];
      const events = types.map((type) => sampleEvent({ type }));
      await store.append({ writes: [{ stream: uniqueStream(), expected: 'none', events }] });

      const read = async (wanted: string[], limit?: number) => {
        const range = { after, types: wanted, ...(limit === undefined ? {} : { limit }) };
        const page = await store.readLog(range);
        return [page.events.map(({ position }) => position - after), page.lastPosition - after];
      };
      expect(await read(['A'])).toEqual([[1, 3], 6]);
      expect(await read(['A', 'B'])).toEqual([[1, 2, 3, 5], 6]);
      expect(await read(['B'], 1)).toEqual([[2], 2]);
      expect(await read(['C'], 2)).toEqual([[4, 6], 6]);
      expect(await read(['D'])).toEqual([[], 6]);
      expect(await read([])).toEqual([[], 6]);
    });

    it.each([{ after: -1 }, { after: 0.5 }, { after: 0, limit: 0 }, { after: 0, limit: 5001 }])(
      'refuses %j',
      async (range) => {
        expect((await failureOf(access().store.readLog(range))).code).toBe('STORE.INVALID_READ');
      },
    );

    it('takes the highest limit', async () => {
      const { store } = access();
      const after = await store.lastPosition();
      await store.append({
        writes: [{ stream: uniqueStream(), expected: 'none', events: sampleEvents(2) }],
      });
      expect((await store.readLog({ after, limit: 5000 })).events).toHaveLength(2);
    });
  });
}
