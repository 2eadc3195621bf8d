import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { recorder } from '../../../test/setup/recorded.js';
import {
  RECENT_CHARACTERS_MAX,
  RECENT_EVENTS_MAX,
  RECENT_MS_MAX,
  RecentEvents,
} from './recent-events.js';

const all = () => true;
let nowMs = 0;

/** Takes in so many events, the next positions. */
function add(recent: RecentEvents, count: number, text = ''): void {
  const record = recorder('ticket-1');
  const begin = recent.position;
  const events: RecordedEvent[] = Array.from({ length: count }, (_, index) =>
    record('TicketCommented', { text }, { position: begin + index + 1 }),
  );
  recent.add({ events, lastPosition: begin + count });
}

const positions = (recent: RecentEvents, after: number, limit = 10_000, passes = all) =>
  recent.page(after, limit, passes)?.events.map(({ position }) => position);

describe('recent events', () => {
  it('are found after a position, from where they begin', () => {
    const recent = new RecentEvents(10, () => nowMs);
    expect([positions(recent, 9), positions(recent, 10), positions(recent, 99)]).toEqual([
      undefined,
      [],
      [],
    ]);
    add(recent, 3);
    expect(positions(recent, 10)).toEqual([11, 12, 13]);
    expect(positions(recent, 11, 1)).toEqual([12]);
    expect(recent.page(11, 1, all)?.lastPosition).toBe(12);
    const none = recent.page(10, 5, () => false);
    expect(none).toEqual({ events: [], lastPosition: 13 });
    expect(recent.page(20, 5, all)).toEqual({ events: [], lastPosition: 20 });
  });

  it('are so many at most', () => {
    const recent = new RecentEvents(0, () => nowMs);
    add(recent, RECENT_EVENTS_MAX);
    expect(positions(recent, 0)).toHaveLength(RECENT_EVENTS_MAX);
    add(recent, 1);
    expect(positions(recent, 0)).toBeUndefined();
    expect(positions(recent, 1)).toHaveLength(RECENT_EVENTS_MAX);
  });

  it('have so many characters at most', () => {
    const recent = new RecentEvents(0, () => nowMs);
    const frame = JSON.stringify({ text: '' }).length;
    add(recent, 8, 'x'.repeat(RECENT_CHARACTERS_MAX / 8 - frame));
    expect(positions(recent, 0)).toHaveLength(8);
    add(recent, 1);
    expect([positions(recent, 0), positions(recent, 1)?.length]).toEqual([undefined, 8]);
  });

  it('are not kept for longer than what is forgotten may be shown', () => {
    const recent = new RecentEvents(0, () => nowMs);
    add(recent, 1);
    nowMs += 500;
    add(recent, 1);
    nowMs += RECENT_MS_MAX - 501;
    expect(positions(recent, 0)).toEqual([1, 2]);
    nowMs += 1;
    expect([positions(recent, 0), positions(recent, 1)]).toEqual([undefined, [2]]);
    nowMs += 500;
    expect([positions(recent, 1), positions(recent, 2)]).toEqual([undefined, []]);
  });
});
