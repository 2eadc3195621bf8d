import { describe, expect, it } from '@jest/globals';
import { BATCH_EVENTS_MAX } from '../../event-feed.js';
import {
  append,
  appendRemarks,
  effectsOf,
  PATIENCE_MS,
  prioritised,
  recorder,
  remark,
  uniqueConsumer,
  uniqueStream,
  type HarnessAccess,
} from '../feed-harness.js';
import { running } from '../running.js';

export function describeDelivery(access: HarnessAccess): void {
  describe('delivery', () => {
    it('hands every event over once, in the order of the log, while many write', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      await running(feed(), [recorder(name)], async (running) => {
        const streams = Array.from({ length: 8 }, uniqueStream);
        const written = streams.map(async (stream) => {
          let position = 0;
          for (let n = 0; n < 25; n++)
            position = await appendRemarks(store, stream, `${n}`, 'also');
          return position;
        });
        const last = Math.max(...(await Promise.all(written)));
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        const positions = (await effectsOf(pool, name)).map(({ position }) => position);
        expect(positions).toEqual(Array.from({ length: 400 }, (_, n) => last - 399 + n));
      });
    });

    it('begins a new consumer at the start or at the end, as it asks, and only once', async () => {
      const { store, pool, feed } = access();
      const [fromStart, fromEnd] = [uniqueConsumer(), uniqueConsumer()];
      const before = await appendRemarks(store, uniqueStream(), 'before');
      const consumers = [
        recorder(fromStart, { from: 'start' }),
        recorder(fromEnd, { from: 'end' }),
      ];
      const first = feed();
      for (const consumer of consumers) await first.add(consumer);
      const after = await appendRemarks(store, uniqueStream(), 'after');
      await running(feed(), consumers, async (second) => {
        for (const { name } of consumers) await second.waitFor(name, after, PATIENCE_MS);
      });
      const all = (await effectsOf(pool, fromStart)).map(({ position }) => position);
      expect(all).toEqual(Array.from({ length: after }, (_, n) => n + 1));
      expect((await effectsOf(pool, fromEnd)).map(({ position }) => position)).toEqual([
        before + 1,
      ]);
    });

    it('leaves out the types that a consumer did not ask for, and moves on past them', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      await running(feed(), [recorder(name, { types: ['TicketPrioritised'] })], async (running) => {
        const stream = uniqueStream();
        const wanted = await append(store, stream, remark('no'), prioritised());
        const last = await append(store, stream, remark('no'), remark('no'));
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        const handled = (await effectsOf(pool, name)).map(({ position }) => position);
        expect(handled).toEqual([wanted]);
      });
    });

    it('goes on where it stopped, without a gap or a repetition', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      for (const text of ['one', 'two', 'three']) {
        let last = 0;
        await running(feed(), [recorder(name)], async (running) => {
          last = await appendRemarks(store, stream, `${text} seen live`);
          await running.waitFor(name, last, PATIENCE_MS);
        });
        await appendRemarks(store, stream, `${text} written while stopped`);
      }
      await running(feed(), [recorder(name)], async (running) => {
        await running.waitFor(name, await store.lastPosition(), PATIENCE_MS);
      });
      expect((await effectsOf(pool, name)).map(({ text }) => text)).toEqual(
        ['one', 'two', 'three'].flatMap((text) => [
          `${text} seen live`,
          `${text} written while stopped`,
        ]),
      );
    });

    it('goes on when the same feed is started again', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const same = feed();
      await same.add(recorder(name));
      const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
      for (const [n, text] of texts.entries()) {
        await same.start();
        const last = await appendRemarks(store, uniqueStream(), text);
        expect(await same.waitFor(name, last, PATIENCE_MS)).toBe(true);
        if (n % 2 === 0) await same.stop();
      }
      await same.stop();
      expect((await effectsOf(pool, name)).map(({ text }) => text)).toEqual(texts);
    });

    it('hands over no more at once than the consumer takes, nor than the limit', async () => {
      const { store, feed } = access();
      const sizes = new Map<string, number[]>();
      const counting = (name: string, batchEventsMax: number) => {
        sizes.set(name, []);
        return recorder(name, {
          batchEventsMax,
          handle: async (events) => void sizes.get(name)?.push(events.length),
        });
      };
      const [few, many] = [uniqueConsumer(), uniqueConsumer()];
      const consumers = [counting(few, 3), counting(many, BATCH_EVENTS_MAX + 1)];
      const stopped = feed();
      for (const consumer of consumers) await stopped.add(consumer);
      let last = 0;
      for (let written = 0; written < BATCH_EVENTS_MAX + 100; written += 100) {
        const texts = Array.from({ length: 100 }, () => 'x');
        last = await appendRemarks(store, uniqueStream(), ...texts);
      }
      await running(feed(), consumers, async (running) => {
        for (const name of [few, many]) {
          expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        }
      });
      expect(Math.max(...(sizes.get(few) ?? []))).toBe(3);
      expect(Math.max(...(sizes.get(many) ?? []))).toBe(BATCH_EVENTS_MAX);
    });

    it('prepares a batch before its transaction, and the handling sees it done', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const prepared = new Set<number>();
      const consumer = recorder(name);
      const checked = {
        ...consumer,
        prepare: async (events: readonly { position: number }[]) => {
          for (const { position } of events) prepared.add(position);
        },
        handle: (async (events, transaction) => {
          if (!events.every(({ position }) => prepared.has(position)))
            throw new Error('unprepared');
          await consumer.handle(events, transaction);
        }) satisfies typeof consumer.handle,
      };
      await running(feed(), [checked], async (running) => {
        const last = await appendRemarks(store, uniqueStream(), 'a', 'b');
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
      });
      expect(await effectsOf(pool, name)).toHaveLength(2);
    });

    it('refuses a name that is taken or malformed', async () => {
      const feed = access().feed();
      const name = uniqueConsumer();
      await feed.add(recorder(name));
      for (const bad of [name, '', 'Has Spaces', "quote'", 'x'.repeat(101)]) {
        await expect(feed.add(recorder(bad))).rejects.toMatchObject({
          code: 'FEED.BAD_CONSUMER_NAME',
        });
      }
      await feed.add(recorder(name.padEnd(100, 'x')));
    });
  });
}
