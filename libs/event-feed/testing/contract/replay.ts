import { describe, expect, it } from '@jest/globals';
import {
  appendRemarks,
  effectsOf,
  PATIENCE_MS,
  uniqueConsumer,
  uniqueStream,
  type HarnessAccess,
} from '../feed-harness.js';
import { running } from '../running.js';
import { choking } from './poison.js';

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function describeReplay(access: HarnessAccess): void {
  describe('replay', () => {
    it('handles the parked events in order and lets the stream pass again', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      let cured = false;
      const consumer = choking(name, (text) => !cured && text === 'poison');
      await running(feed(), [consumer], async (running) => {
        const last = await appendRemarks(store, stream, 'a', 'poison', 'b', 'c');
        await running.waitFor(name, last, PATIENCE_MS);

        await expect(running.replay(name, stream)).rejects.toMatchObject({
          code: 'FEED.REPLAY_FAILED',
          message: expect.stringContaining('cannot read') as unknown,
        });
        const letters = await running.deadLetters({ consumer: name });
        expect(letters).toHaveLength(3);

        cured = true;
        expect(await running.replay(name, stream)).toBe(3);
        expect(await running.replay(name, stream)).toBe(0);
        const next = await appendRemarks(store, stream, 'd');
        expect(await running.waitFor(name, next, PATIENCE_MS)).toBe(true);
        expect(await running.deadLetters({ consumer: name })).toEqual([]);
      });
      const texts = (await effectsOf(pool, name)).map(({ text }) => text);
      expect(texts).toEqual(['a', 'poison', 'b', 'c', 'd']);
    });

    it('keeps the order while the stream goes on and another process replays', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      let cured = false;
      const consumer = choking(name, (text) => !cured && text === 'poison');
      const beside = feed();
      await beside.add(consumer);
      await running(feed(), [consumer], async (running) => {
        await running.waitFor(name, await appendRemarks(store, stream, 'poison'), PATIENCE_MS);
        cured = true;
        let last = 0;
        const writing = (async () => {
          for (let n = 0; n < 100; n++) last = await appendRemarks(store, stream, `${n}`);
        })();
        let replayed = 0;
        while (replayed === 0) replayed = await beside.replay(name, stream);
        await writing;
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        expect(await running.deadLetters({ consumer: name })).toEqual([]);
      });
      const texts = (await effectsOf(pool, name)).map(({ text }) => text);
      expect(texts).toEqual(['poison', ...Array.from({ length: 100 }, (_, n) => `${n}`)]);
    });

    it('has two replays at once handle each letter once', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      let cured = false;
      const consumer = choking(name, (text) => !cured && text === 'poison');
      await running(feed(), [consumer], async (running) => {
        const last = await appendRemarks(store, stream, 'poison', ...LETTERS);
        await running.waitFor(name, last, PATIENCE_MS);
        cured = true;
        const counts = await Promise.all([
          running.replay(name, stream),
          running.replay(name, stream),
        ]);
        expect(counts.reduce((sum, count) => sum + count)).toBe(9);
      });
      const texts = (await effectsOf(pool, name)).map(({ text }) => text);
      expect(texts).toEqual(['poison', ...LETTERS]);
    });

    it('knows the consumers that were added, and no others', async () => {
      await expect(access().feed().replay('test:nobody', 'ticket-1')).rejects.toMatchObject({
        code: 'FEED.UNKNOWN_CONSUMER',
      });
    });
  });
}
