import { describe, expect, it } from '@jest/globals';
import {
  appendRemarks,
  PATIENCE_MS,
  recorder,
  uniqueConsumer,
  uniqueStream,
  type HarnessAccess,
} from '../feed-harness.js';
import { running } from '../running.js';
import { gate } from '../gate.js';

export function describeWatching(access: HarnessAccess): void {
  describe('status and waiting', () => {
    it('shows place, lag in events and time, and that it is live', async () => {
      const { store, feed } = access();
      const name = uniqueConsumer();
      const closed = gate();
      const consumer = recorder(name, { handle: () => closed.opened });
      const stopped = feed();
      await stopped.add(consumer);
      const before = await store.lastPosition();
      const last = await appendRemarks(store, uniqueStream(), 'a', 'b', 'c');
      const line = async (of = stopped) =>
        (await of.status()).find((status) => status.name === name);
      expect(await line()).toMatchObject({ position: before, lagEvents: 3 });
      await new Promise((resolve) => setTimeout(resolve, 5)); // so that there is an age to see
      expect((await line())?.lagMs).toBeGreaterThan(0);
      await running(feed(), [consumer], async (running) => {
        closed.open();
        await running.waitFor(name, last, PATIENCE_MS);
        expect(await line(running)).toMatchObject({
          name,
          position: last,
          lagEvents: 0,
          lagMs: 0,
          state: 'live',
          parkedStreams: 0,
          deadLetters: 0,
        });
        expect((await line())?.state).toMatch(/live|catching-up/); // as another process sees it
      });
      expect((await line())?.state).toBe('stopped');
    });

    it('answers false when the time is over, and true in the process that only looks on', async () => {
      const { store, feed } = access();
      const name = uniqueConsumer();
      const next = (await store.lastPosition()) + 1;
      await running(feed(), [recorder(name)], async (running) => {
        expect(await running.waitFor(name, next, 30)).toBe(false);
        expect(await running.waitFor('test:nobody', next, 30)).toBe(false);
        const waiting = [
          running.waitFor(name, next, PATIENCE_MS),
          feed().waitFor(name, next, PATIENCE_MS),
        ];
        await appendRemarks(store, uniqueStream(), 'a');
        expect(await Promise.all(waiting)).toEqual([true, true]);
      });
    });

    it('wakes who waits for a position that the consumer only skips over', async () => {
      const { store, feed } = access();
      const name = uniqueConsumer();
      await running(feed(), [recorder(name, { types: ['TicketClosed'] })], async (running) => {
        const last = await appendRemarks(store, uniqueStream(), 'a');
        const waiting = [running, feed()].map((of) => of.waitFor(name, last, PATIENCE_MS));
        expect(await Promise.all(waiting)).toEqual([true, true]);
      });
    });
  });
}
