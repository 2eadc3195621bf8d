import { describe, expect, it } from '@jest/globals';
import type { Instant, RecordedEvent } from '@gongdan/core';
import type { Projection } from '@gongdan/projections';
import { recorder } from '../../../../test/setup/recorded.js';
import { FOLDED_MAX, KEPT_MAX, rowsThen } from './open-then.js';
import type { Queryable } from './read-models.js';

const ASKED = '2026-03-02T12:00:00.000Z' as Instant;
const BEFORE = '2026-03-02T09:00:00.000Z' as Instant;
const SINCE = '2026-03-02T15:00:00.000Z' as Instant;

type TitleRow = {
  readonly id: string;
  readonly title: string;
  readonly last_event_at: string;
  readonly last_recorded_at: string;
  readonly version: number;
};

const titles = {
  name: 'titles',
  table: 'titles',
  key: 'id',
  columns: { id: { type: 'text' }, title: { type: 'text' } },
  types: ['TicketRegistered', 'TicketAmended'],
  apply: (row: TitleRow | undefined, event: RecordedEvent) => ({
    ...(row ?? rowOf('', BEFORE)),
    title: String(event.data['title']),
  }),
} as unknown as Projection<TitleRow>;

const rowOf = (id: string, lastEventAt: Instant): TitleRow => ({
  id,
  title: 'now',
  last_event_at: lastEventAt,
  last_recorded_at: lastEventAt,
  version: 2,
});

/** A table of so many tickets that changed since the moment, and so many that did not. */
function askAbout(changed: number, unchanged: number, passes: (row: TitleRow) => boolean) {
  const count = changed + unchanged;
  const rows = Array.from({ length: count }, (_, index) =>
    rowOf(String(index).padStart(7, '0'), index < changed ? SINCE : BEFORE),
  );
  let read = 0;
  const client = {
    query: (sql: string) => {
      const limit = Number(/LIMIT (\d+)/.exec(sql)?.[1]);
      const page = rows.slice(read, read + limit);
      read += page.length;
      return Promise.resolve({ rows: page });
    },
  } as unknown as Queryable;
  const record = recorder('ticket-1');
  const events = [
    record('TicketRegistered', { title: 'then' }, { occurredAt: BEFORE }),
    record('TicketAmended', { title: 'now' }, { occurredAt: SINCE }),
  ];
  let folded = 0;
  const store = {
    readStream: () => {
      folded++;
      return Promise.resolve(events);
    },
  };
  const answer = rowsThen(
    client,
    store,
    titles,
    { asOf: ASKED, basis: 'occurred' },
    {
      conditions: () => ['true'],
      passes,
    },
  );
  return { answer, folded: () => folded };
}

describe('rows as they were at a moment', () => {
  it('are taken as they are where nothing happened since, however many there are', async () => {
    const { answer, folded } = askAbout(2, FOLDED_MAX + 1, () => true);
    const rows = await answer;
    expect(rows.length).toBe(FOLDED_MAX + 3);
    expect(rows.slice(0, 3).map(({ title }) => title)).toEqual(['then', 'then', 'now']);
    expect(folded()).toBe(2);
  });

  it('are folded up to a limit, and refused above it', async () => {
    expect(await askAbout(FOLDED_MAX, 0, () => false).answer).toEqual([]);
    await expect(askAbout(FOLDED_MAX + 1, 0, () => false).answer).rejects.toMatchObject({
      code: 'READ.TOO_MANY_CHANGES',
    });
  });

  it('are held in memory up to a limit, and refused above it', async () => {
    expect((await askAbout(0, KEPT_MAX, () => true).answer).length).toBe(KEPT_MAX);
    await expect(askAbout(0, KEPT_MAX + 1, () => true).answer).rejects.toMatchObject({
      code: 'READ.TOO_MANY_TICKETS',
    });
  });
});
