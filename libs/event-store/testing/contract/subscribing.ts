import { describe, expect, it } from '@jest/globals';
import type { StoreAccess } from '../store-under-test.js';
import { appendTo, collect, sampleEvent, uniqueStream } from '../sample-events.js';

export function describeSubscribing(access: StoreAccess): void {
  describe('subscribing', () => {
    it('gives what is there, then what comes, in order and once', async () => {
      const { store, other } = access();
      const after = await store.lastPosition();
      await appendTo(store, uniqueStream(), 12);
      let live = 0;
      const events = await collect(store, { after, limit: 5 }, (seen) => {
        if (seen.length >= 12 && live < 5) {
          live += 1;
          void appendTo(live % 2 === 0 ? store : other, uniqueStream(), 2);
        }
        return seen.length >= 22;
      });
      expect(events.map(({ position }) => position - after)).toEqual(
        Array.from({ length: 22 }, (_, index) => index + 1),
      );
      expect((await store.readLog({ after })).events).toEqual(events);
    });

    it('wakes for a single event of another handle', async () => {
      const { store, other } = access();
      const after = await store.lastPosition();
      const seen = collect(store, { after }, (events) => events.length === 1);
      const { events } = await appendTo(other, uniqueStream());
      expect(await seen).toEqual(events);
    });

    it('serves many subscribers from different positions', async () => {
      const { store } = access();
      const after = await store.lastPosition();
      await appendTo(store, uniqueStream(), 20);
      const subscribers = Array.from({ length: 20 }, (_, offset) =>
        collect(store, { after: after + offset }, (seen) => seen.length >= 40 - offset),
      );
      for (let index = 0; index < 20; index++) await appendTo(store, uniqueStream());
      const received = await Promise.all(subscribers);
      const { events } = await store.readLog({ after });
      received.forEach((got, offset) => expect(got).toEqual(events.slice(offset)));
    });

    it('moves past events of other types, live too', async () => {
      const { store } = access();
      const after = await store.lastPosition();
      const stream = uniqueStream();
      const write = (type: string) =>
        store.append({ writes: [{ stream, expected: 'any', events: [sampleEvent({ type })] }] });
      await write('Wanted');
      await write('Other');
      let written = 2;
      const events = await collect(store, { after, types: ['Wanted'] }, (_seen, page) => {
        if (page.lastPosition === after + written && written < 6) {
          written += 1;
          void write(written % 2 === 0 ? 'Other' : 'Wanted');
        }
        return page.lastPosition === after + 6;
      });
      expect(events.map(({ position }) => position - after)).toEqual([1, 3, 5]);
    });

    it('returns when it is aborted: before it began, while it waits, while it is read', async () => {
      const { store } = access();
      const after = await store.lastPosition();
      const ended = async (signal: AbortSignal) => {
        for await (const page of store.subscribe({ after }, signal)) expect(page).toBeUndefined();
        return true;
      };
      expect(await ended(AbortSignal.abort())).toBe(true);

      const abort = new AbortController();
      const waiting = ended(abort.signal);
      await store.lastPosition();
      abort.abort();
      expect(await waiting).toBe(true);

      await appendTo(store, uniqueStream(), 3);
      const events = await collect(store, { after, limit: 1 }, () => true);
      expect(events).toHaveLength(1);
    });

    it('can be left by break and taken up again', async () => {
      const { store } = access();
      const after = await store.lastPosition();
      await appendTo(store, uniqueStream(), 4);
      let last = after;
      for (let round = 0; round < 2; round++) {
        const signal = new AbortController().signal;
        for await (const page of store.subscribe({ after: last, limit: 2 }, signal)) {
          last = page.lastPosition;
          break;
        }
      }
      expect(last).toBe(after + 4);
    });
  });
}
