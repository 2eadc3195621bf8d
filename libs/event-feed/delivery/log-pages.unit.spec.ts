import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import type { LogRange } from '@gongdan/event-store';
import { LogPages, SHARED_PAGE_EVENTS, SHARED_PAGES_MAX } from './log-pages.js';

const PAGE = SHARED_PAGE_EVENTS;
let head: number;
let reads: number[];
let failure: Error | undefined;
let pages: LogPages;
beforeEach(() => {
  head = PAGE * 20;
  reads = [];
  failure = undefined;
  pages = new LogPages({
    readLog: async ({ after, limit = 0 }: LogRange) => {
      reads.push(after);
      await Promise.resolve();
      if (failure) throw failure;
      const count = Math.max(0, Math.min(limit, head - after));
      const events = Array.from({ length: count }, (_, n) => eventAt(after + n + 1));
      return { events, lastPosition: after + count };
    },
  });
});

const eventAt = (position: number): RecordedEvent =>
  ({ position, type: position % 10 === 0 ? 'TENTH' : 'OTHER' }) as unknown as RecordedEvent;

const TENTH = new Set(['TENTH']);

describe('LogPages', () => {
  it('reads a page once for all who lag at the same place, also at the same time', async () => {
    const both = await Promise.all([pages.page(0, PAGE, undefined), pages.page(0, PAGE, TENTH)]);
    expect(both.map(({ events }) => events.length)).toEqual([PAGE, PAGE / 10]);
    expect(both.map(({ lastPosition }) => lastPosition)).toEqual([PAGE, PAGE]);
    expect(reads).toEqual([0]);
  });

  it('hands out parts of a page, each beginning where the last one ended', async () => {
    const first = await pages.page(0, 30, TENTH);
    expect([first.events.length, first.lastPosition]).toEqual([30, 300]);
    const second = await pages.page(first.lastPosition, 30, TENTH);
    expect([second.events[0]?.position, second.lastPosition]).toEqual([310, 600]);
    expect(reads).toEqual([0]);
  });

  it('does not keep a page that ends at the log’s end', async () => {
    head = 10;
    expect((await pages.page(0, PAGE, undefined)).lastPosition).toBe(10);
    expect(await pages.page(10, PAGE, undefined)).toEqual({ events: [], lastPosition: 10 });
    head = 12;
    expect((await pages.page(10, PAGE, undefined)).events.map(({ position }) => position)).toEqual([
      11, 12,
    ]);
  });

  it('throws what the store throws, and asks it again the next time', async () => {
    failure = new Error('away');
    await expect(pages.page(0, PAGE, undefined)).rejects.toThrow('away');
    failure = undefined;
    expect((await pages.page(0, PAGE, undefined)).events).toHaveLength(PAGE);
  });

  it('keeps so many pages, and reads older ones anew', async () => {
    for (let page = 0; page <= SHARED_PAGES_MAX; page++) {
      await pages.page(page * PAGE, PAGE, undefined);
    }
    reads = [];
    await pages.page(PAGE, PAGE, undefined);
    expect(reads).toEqual([]);
    await pages.page(0, PAGE, undefined);
    expect(reads).toEqual([0]);
  });
});
