import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/setup/eventually.js';
import {
  appendRemarks,
  effectsOf,
  PATIENCE_MS,
  recorder,
  uniqueConsumer,
  uniqueStream,
  type HarnessAccess,
} from '../feed-harness.js';
import { running } from '../running.js';
import { Sleeper } from '../sleeper.js';
import { gate } from '../gate.js';

export function describeLeases(access: HarnessAccess): void {
  describe('leases', () => {
    it('lets one of several processes work; the others take over when it stops', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      const processes = new Map(['one', 'two', 'three'].map((worker) => [worker, feed()]));
      for (const [worker, process] of processes) {
        await process.add(recorder(name, { worker }));
        await process.start();
      }
      const looker = feed();
      for (let round = 1; round <= 3; round++) {
        for (const text of ['a', 'b', 'c']) {
          const last = await appendRemarks(store, stream, text);
          expect(await looker.waitFor(name, last, PATIENCE_MS)).toBe(true);
        }
        const working = (await effectsOf(pool, name)).at(-1)?.worker ?? '';
        await processes.get(working)?.stop();
        processes.delete(working);
        expect(processes.size).toBe(3 - round);
      }
      expect((await effectsOf(pool, name)).map(({ text }) => text).join('')).toBe('abcabcabc');
    });

    it('lets a process that slept past its lease move nothing', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      const sleeper = new Sleeper();
      const [reached, resumed] = [gate(), gate()];
      const sleepy = recorder(name, {
        worker: 'sleepy',
        prepare: async ([event]) => {
          if (event?.data['text'] !== 'sleep here') return;
          sleeper.fallAsleep();
          reached.open();
          await resumed.opened;
        },
      });
      const first = feed({ sleeper });
      await running(first, [sleepy], async () => {
        await appendRemarks(store, stream, 'sleep here');
        await reached.opened;
        await running(feed(), [recorder(name, { worker: 'awake' })], async (second) => {
          const last = await appendRemarks(store, stream, 'next');
          expect(await second.waitFor(name, last, PATIENCE_MS)).toBe(true);
          resumed.open();
          sleeper.wakeUp();
          await eventually('the sleeper knows that it was replaced', async () => {
            const effects = await effectsOf(pool, name);
            if (effects.some(({ worker }) => worker === 'sleepy')) throw new Error('it moved');
            const lines = await first.status();
            return lines.find((line) => line.name === name)?.state === 'live';
          });
          const further = await appendRemarks(store, stream, 'and on');
          expect(await first.waitFor(name, further, PATIENCE_MS)).toBe(true);
        });
      });
      expect((await effectsOf(pool, name)).map(({ text, worker }) => [text, worker])).toEqual([
        ['sleep here', 'awake'],
        ['next', 'awake'],
        ['and on', 'awake'],
      ]);
    });

    it('takes the lease back after it was fenced, when the successor stops', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const stream = uniqueStream();
      const sleeper = new Sleeper();
      const first = feed({ sleeper });
      await running(first, [recorder(name, { worker: 'first' })], async () => {
        await first.waitFor(name, await appendRemarks(store, stream, 'a'), PATIENCE_MS);
        sleeper.fallAsleep();
        await running(feed(), [recorder(name, { worker: 'second' })], async (second) => {
          await eventually('the second one has taken over', async () => {
            await second.waitFor(name, await appendRemarks(store, stream, 'b'), PATIENCE_MS);
            const effects = await effectsOf(pool, name);
            return effects.some(({ worker }) => worker === 'second');
          });
        });
        sleeper.wakeUp();
        const last = await appendRemarks(store, stream, 'c');
        expect(await first.waitFor(name, last, PATIENCE_MS)).toBe(true);
      });
      const effects = await effectsOf(pool, name);
      expect(effects.at(-1)).toMatchObject({ text: 'c', worker: 'first' });
      const positions = effects.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)]);
      expect(positions.toSorted((a, b) => a - b)).toEqual(positions);
    });
  });
}
