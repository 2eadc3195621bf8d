import { describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import type { FeedNotice } from '../../delivery/feed-settings.js';
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

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

/** None of them is the event’s fault. */
const TRANSIENT: Record<string, () => Error> = {
  'a busy store': () => new GongdanError({ code: 'X.Y', category: 'transient', message: 'busy' }),
  'an unknown outcome': () => new GongdanError({ code: 'X.Y', category: 'unknown', message: '?' }),
  'a deadlock': () => withCode('40P01'),
  'a serialization failure': () => withCode('40001'),
  'a server that shuts down': () => withCode('57P01'),
  'a table that is not there yet': () => withCode('42P01'),
  'a refused connection': () => withCode('ECONNREFUSED'),
  'a broken connection': () => withCode('EPIPE'),
  'a lost connection': () => new Error('Connection terminated unexpectedly'),
};

/** More often than anything is tried that is the event’s fault. */
const FAILURES = 8;

export function describeRetrying(access: HarnessAccess): void {
  describe('retrying', () => {
    it.each(Object.keys(TRANSIENT))('parks nothing because of %s', async (what) => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const consumer = recorder(name);
      let failures = 0;
      const failing = recorder(name, {
        handle: async (events, transaction) => {
          await consumer.handle(events, transaction);
          if (failures++ < FAILURES) throw TRANSIENT[what]?.();
        },
      });
      await running(feed(), [failing], async (running) => {
        const last = await appendRemarks(store, uniqueStream(), 'a', 'b');
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
        expect(await running.deadLetters({ consumer: name })).toEqual([]);
      });
      expect(failures).toBe(FAILURES + 1);
      expect((await effectsOf(pool, name)).map(({ text }) => text)).toEqual(['a', 'b']);
    });

    it('undoes what a failed try wrote, and says why it tries again', async () => {
      const { store, pool, feed } = access();
      const name = uniqueConsumer();
      const consumer = recorder(name);
      const seen: unknown[] = [];
      const retrying: EventFeedLike = feed();
      const failing = recorder(name, {
        handle: async (events, transaction) => {
          await consumer.handle(events, transaction);
          if (seen.length >= 2) return;
          if (seen.length === 1) seen.push(await stateOf(retrying, name));
          else seen.push('first failure');
          throw new GongdanError({ code: 'X.Y', category: 'transient', message: 'not now' });
        },
      });
      await running(retrying, [failing], async () => {
        const last = await appendRemarks(store, uniqueStream(), 'once');
        expect(await retrying.waitFor(name, last, PATIENCE_MS)).toBe(true);
        expect(await stateOf(retrying, name)).toEqual({ state: 'live', lastError: undefined });
      });
      expect(seen).toEqual(['first failure', { state: 'retrying', lastError: 'not now' }]);
      expect((await effectsOf(pool, name)).map(({ text }) => text)).toEqual(['once']);
    });

    it('tells of each try that failed by no event’s fault its kind, and once that it goes on', async () => {
      const { store, feed } = access();
      const name = uniqueConsumer();
      const notices: FeedNotice[] = [];
      const failures = [withCode('40P01'), withCode('ECONNREFUSED'), new Error('a bad event')];
      const failing = recorder(name, {
        handle: () => {
          const failure = failures.shift();
          return failure === undefined ? Promise.resolve() : Promise.reject(failure);
        },
      });
      const onNotice = (notice: FeedNotice) => notices.push(notice);
      await running(feed({ onNotice }), [failing], async (running) => {
        const last = await appendRemarks(store, uniqueStream(), 'once');
        expect(await running.waitFor(name, last, PATIENCE_MS)).toBe(true);
      });
      const told = { consumer: name };
      expect(notices).toEqual([
        { ...told, kind: 'retrying', message: '40P01', code: '40P01' },
        { ...told, kind: 'retrying', message: 'ECONNREFUSED', code: 'ECONNREFUSED' },
        { ...told, kind: 'retrying', message: 'a bad event' },
        { ...told, kind: 'recovered', message: 'it goes on' },
      ]);
    });
  });
}

type EventFeedLike = ReturnType<ReturnType<HarnessAccess>['feed']>;

async function stateOf(feed: EventFeedLike, name: string) {
  const line = (await feed.status()).find((status) => status.name === name);
  return { state: line?.state, lastError: line?.lastError };
}
