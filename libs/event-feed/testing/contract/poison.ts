import { describe, expect, it } from '@jest/globals';
import type { Consumer } from '../../event-feed.js';
import {
  appendRemarks,
  effectsOf,
  PATIENCE_MS,
  recorder,
  remark,
  uniqueConsumer,
  uniqueStream,
  type HarnessAccess,
} from '../feed-harness.js';
import { running } from '../running.js';

/** Writes its lines, then chokes on every event whose text says `poison`. */
export function choking(
  name: string,
  isPoison: (text: unknown) => boolean = (text) => text === 'poison',
): Consumer {
  const consumer = recorder(name);
  return {
    ...consumer,
    handle: async (events, transaction) => {
      await consumer.handle(events, transaction);
      const bad = events.find(({ data }) => isPoison(data['text']));
      if (bad) throw new TypeError(`cannot read ${bad.position}`);
    },
  };
}

export function describePoison(access: HarnessAccess): void {
  describe('poisoned events', () => {
    it('parks the event and its followers in order; every other stream passes', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stopped = feed();
      await stopped.add(choking(name));
      const [sick, healthy] = [uniqueStream(), uniqueStream()];
      await appendRemarks(store, sick, 'before');
      const poisoned = await appendRemarks(store, sick, 'poison');
      await appendRemarks(store, healthy, 'a');
      await appendRemarks(store, sick, 'behind, in the same batch');
      await appendRemarks(store, healthy, 'b');
      await running(feed(), [choking(name)], async (running) => {
        await running.waitFor(name, await store.lastPosition(), PATIENCE_MS);
        await appendRemarks(store, sick, 'behind, later');
        const last = await appendRemarks(store, healthy, 'c');
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        const letters = await running.deadLetters({ consumer: name });
        expect(letters.map(({ stream, position }) => [stream, position])).toEqual([
          [sick, poisoned],
          [sick, poisoned + 2],
          [sick, poisoned + 4],
        ]);
        expect(letters[0]).toMatchObject({
          eventType: 'TicketCommented',
          reason: `cannot read ${poisoned}`,
        });
        expect(letters[0]?.attempts).toBeGreaterThan(1);
        expect(letters[1]).toMatchObject({ attempts: 0 });
        const line = (await running.status()).find((status) => status.name === name);
        expect(line).toMatchObject({ parkedStreams: 1, deadLetters: 3, position: last });
      });
      const texts = (await effectsOf(pool, name)).map(({ text }) => text);
      expect(texts).toEqual(['before', 'a', 'b', 'c']);
    });

    it('finds several poisoned events in one batch, and keeps streams parked over a restart', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      await feed().add(choking(name));
      const streams = Array.from({ length: 30 }, uniqueStream);
      const sick = new Set<string>(streams.filter((_, n) => n % 7 === 3));
      for (const stream of streams) {
        await appendRemarks(store, stream, 'ok', sick.has(stream) ? 'poison' : 'fine', 'end');
      }
      await running(feed(), [choking(name)], async (running) => {
        await running.waitFor(name, await store.lastPosition(), PATIENCE_MS);
      });
      for (const stream of streams) await appendRemarks(store, stream, 'after restart');
      await running(feed(), [choking(name)], async (running) => {
        await running.waitFor(name, await store.lastPosition(), PATIENCE_MS);
        const letters = await running.deadLetters({ consumer: name });
        expect(letters).toHaveLength(sick.size * 3);
        expect(new Set(letters.map(({ stream }) => stream))).toEqual(sick);
      });
      const effects = await effectsOf(pool, name);
      for (const stream of streams) {
        const texts = effects.filter((effect) => effect.stream === stream).map(({ text }) => text);
        expect(texts).toEqual(sick.has(stream) ? ['ok'] : ['ok', 'fine', 'end', 'after restart']);
      }
    });

    it('parks what only the database refuses, and what fails in preparation', async () => {
      const { store, feed } = access();
      const [data, preparation] = [uniqueConsumer(), uniqueConsumer()];
      const consumers = [
        recorder(data, {
          handle: async (events, transaction) => {
            await transaction.query('SELECT unnest($1::text[])::int', [
              events.map((event) => event.data['text']),
            ]);
          },
        }),
        recorder(preparation, {
          prepare: async (events) => {
            if (events.some((event) => event.data['text'] === 'word')) throw new Error('no number');
          },
        }),
      ];
      await running(feed(), consumers, async (running) => {
        const stream = uniqueStream();
        await store.append({
          writes: [
            { stream, expected: 'any', events: [remark('1'), remark('word')] },
            { stream: uniqueStream(), expected: 'any', events: [remark('2')] },
          ],
        });
        for (const consumer of [data, preparation]) {
          await running.waitFor(consumer, await store.lastPosition(), PATIENCE_MS);
          const letters = await running.deadLetters({ consumer, stream });
          expect(letters.map(({ reason }) => reason)).toEqual([
            expect.stringMatching(/invalid input syntax|no number/),
          ]);
        }
      });
    });

    it('keeps a reason that the database could not store as it is', async () => {
      const { store, feed } = access();
      const name = uniqueConsumer();
      const failing = recorder(name, {
        handle: () => Promise.reject(new Error(`bad \u0000 ${'x'.repeat(10_000)}`)),
      });
      await running(feed(), [failing], async (running) => {
        const last = await appendRemarks(store, uniqueStream(), 'a');
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        const [letter] = await running.deadLetters({ consumer: name });
        expect(letter?.reason).toHaveLength(2_000);
      });
    });
  });
}
