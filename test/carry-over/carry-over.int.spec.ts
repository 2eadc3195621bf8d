import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { armFaultPoint } from '@gongdan/core';
import { carryOverSource } from '../../libs/ticket/carry-over/carry-over-source.js';
import { PAGE_TRIES_MAX } from '../../libs/ticket/carry-over/carry-over-worker.js';
import { LEFT_OVER_AT_ONCE_MAX } from '../../libs/ticket/carry-over/find-left-over.js';
import { carryOverCalendar } from '../../libs/ticket/carry-over/open-carry-over.js';
import { wall } from '../timed-desk/timed-desk.js';
import { CarryOverDesk } from './carry-over-desk.js';

/** A Friday; Saturday the 9th is a working day by decree. */
const FRIDAY = '2026-05-08 10:00';
const DAY_MS = 86_400_000;

let house: CarryOverDesk;
let disarm = (): void => undefined;
beforeEach(async () => {
  house = await CarryOverDesk.open(FRIDAY);
  disarm = () => undefined;
}, 60_000);
afterEach(async () => {
  disarm();
  await house.close();
});

const release = ['approve-dispatch'] as const;
const assign = () => ['assign', { technicianId: house.people.technicianId }] as const;
const appointment = (from: string, to: string) =>
  ['schedule', { appointment: { from: wall(from), to: wall(to) } }] as const;

describe('the start of a working day', () => {
  it('leaves alone what is wanted more than a week later, until it is not', async () => {
    const wanted = (day: string) => ({
      wanted: { from: wall(`${day} 00:00`), to: wall(`${day} 23:59`) },
    });
    const soon = await house.registered('2026-05-08 09:00', wanted('2026-05-14'));
    const later = await house.registered('2026-05-08 09:00', wanted('2026-05-18'));
    await house.at('2026-05-09 08:30');
    expect([await house.told(soon), await house.told(later)]).toEqual([
      ['2026-05-09 not-dispatched'],
      [],
    ]);
    await house.at('2026-05-12 08:30');
    expect(await house.told(later)).toEqual(['2026-05-12 not-dispatched']);
  });

  it('carries over what was left on the one before: over a Saturday that is one, and a Sunday', async () => {
    const waiting = await house.registered('2026-05-08 09:00', { priority: 'low' });
    const dispatched = await house.registered('2026-05-08 09:00');
    const missed = await house.registered('2026-05-08 09:00');
    const toCome = await house.registered('2026-05-08 09:00');
    const resting = await house.registered('2026-05-08 09:00');
    const gone = await house.registered('2026-05-08 09:00');
    await house.does(dispatched, release, assign());
    await house.does(
      missed,
      release,
      assign(),
      appointment('2026-05-08 14:00', '2026-05-08 16:00'),
    );
    await house.does(
      toCome,
      release,
      assign(),
      appointment('2026-05-11 14:00', '2026-05-11 16:00'),
    );
    await house.does(resting, release, assign(), ['pause', { reason: 'waiting-for-parts' }]);
    await house.does(gone, ['cancel', { reason: 'Withdrawn' }]);
    house.clock.moveTo(Date.parse(wall('2026-05-08 19:00')));
    const late = await house.registered('2026-05-08 18:30');

    await house.at('2026-05-09 08:29');
    expect(await house.told(waiting)).toEqual([]);
    await house.at('2026-05-09 08:30');
    expect(await house.told(waiting)).toEqual(['2026-05-09 not-dispatched']);
    expect(await house.told(dispatched)).toEqual(['2026-05-09 not-finished']);
    expect(await house.told(missed)).toEqual(['2026-05-09 not-finished']);
    for (const id of [toCome, resting, gone, late]) expect(await house.told(id)).toEqual([]);
    expect((await house.flags(waiting))[0]).toMatchObject({
      occurredAt: wall('2026-05-09 08:30'),
      actor: 'system',
    });

    await house.at('2026-05-10 12:00');
    expect(await house.told(waiting)).toHaveLength(1);
    await house.at('2026-05-11 08:30');
    expect(await house.told(waiting)).toEqual([
      '2026-05-09 not-dispatched',
      '2026-05-11 not-dispatched',
    ]);
    expect(await house.told(late)).toEqual(['2026-05-11 not-dispatched']);
    expect(await house.told(toCome)).toEqual([]);
    expect((await house.days()).map(({ day, flagged }) => `${day}: ${flagged}`)).toEqual([
      '2026-05-08: 0 not dispatched, 0 not finished',
      '2026-05-09: 1 not dispatched, 2 not finished',
      '2026-05-11: 2 not dispatched, 2 not finished',
    ]);
    expect(await house.desk.differences()).toEqual([]);
    expect(house.failures).toEqual([]);
  });

  it('leaves alone what was dispatched or taken up again after the end of the day', async () => {
    const dispatched = await house.registered('2026-05-08 09:00');
    const reopened = await house.registered('2026-05-08 09:00', { category: 'internal' });
    await house.does(
      reopened,
      release,
      assign(),
      ['accept'],
      ['start'],
      ['record-work', { description: 'Looked', minutes: 5 }],
      ['finish', { resolution: 'Works.' }],
      ['sign', { signedBy: 'Customer One' }],
      ['countersign'],
      ['archive'],
    );
    await house.desk.caughtUp();
    house.clock.moveTo(Date.parse(wall('2026-05-08 20:00')));
    await house.does(dispatched, release, assign());
    await house.does(reopened, ['reopen', { reason: 'Back' }]);
    await house.at('2026-05-09 08:30');
    expect(await house.told(dispatched)).toEqual([]);
    expect(await house.told(reopened)).toEqual([]);
    await house.at('2026-05-11 08:30');
    expect(await house.told(dispatched)).toEqual(['2026-05-11 not-finished']);
    expect(await house.told(reopened)).toEqual(['2026-05-11 not-dispatched']);
  });

  it('does the present day at once after days without a process, and notes both moments', async () => {
    const waiting = await house.registered('2026-05-08 09:00');
    await house.at('2026-05-13 15:00');
    expect(await house.told(waiting)).toEqual(['2026-05-13 not-dispatched']);
    expect(await house.days()).toEqual([
      {
        day: '2026-05-13',
        begins_at: '2026-05-13 08:30',
        previous_ended_at: '2026-05-12 18:00',
        started_at: '2026-05-13 15:00',
        is_finished: true,
        flagged: '1 not dispatched, 0 not finished',
        left_out: 0,
      },
    ]);
  });

  it.each([
    ['a day ahead', DAY_MS],
    ['a day behind', -DAY_MS],
  ])('is the database’s, also where the clock of the process is %s', async (_how, shiftMs) => {
    const waiting = await house.registered('2026-05-08 09:00');
    house.clock.moveTo(Date.parse(wall('2026-05-09 08:30')) + shiftMs);
    await house.at('2026-05-09 08:30');
    expect(await house.told(waiting)).toEqual(['2026-05-09 not-dispatched']);
    expect((await house.flags(waiting))[0]?.occurredAt).toBe(wall('2026-05-09 08:30'));
  });
});

describe('workers that carry over', () => {
  const many = async (count: number): Promise<readonly string[]> =>
    Promise.all(Array.from({ length: count }, () => house.registered('2026-05-08 09:00')));
  const flagCounts = async (ids: readonly string[]): Promise<readonly number[]> => [
    ...new Set(await Promise.all(ids.map(async (id) => (await house.told(id)).length))),
  ];

  it.each([
    ['as many as a page holds', LEFT_OVER_AT_ONCE_MAX],
    ['one more', LEFT_OVER_AT_ONCE_MAX + 1],
  ])(
    'flag each ticket once, two of them side by side: %s',
    async (_how, count) => {
      const ids = await many(count);
      await house.at('2026-05-09 08:30', [house.worker(), house.worker()]);
      // A worker that found the day in the other’s hands has gone to rest: whoever is left goes on.
      await house.at('2026-05-09 08:31');
      expect(await flagCounts(ids)).toEqual([1]);
      expect((await house.days()).at(-1)).toMatchObject({
        flagged: `${ids.length} not dispatched, 0 not finished`,
        is_finished: true,
        left_out: 0,
      });
      expect(house.failures).toEqual([]);
    },
    60_000,
  );

  it('that fail before they note it leave the page to others, and nothing is told twice', async () => {
    const ids = [
      await house.registered('2026-05-08 09:00'),
      await house.registered('2026-05-08 09:05'),
    ];
    disarm = armFaultPoint('carry-over.after-events-before-note', () => {
      throw new Error('gone');
    });
    await expect(house.at('2026-05-09 08:30')).rejects.toThrow('gone');
    disarm();
    expect(await flagCounts(ids)).toEqual([1]);
    expect((await house.days()).at(-1)).toMatchObject({ is_finished: false });
    await house.at('2026-05-09 08:31');
    expect(await flagCounts(ids)).toEqual([1]);
    expect((await house.days()).at(-1)).toMatchObject({
      flagged: '2 not dispatched, 0 not finished',
      is_finished: true,
    });
  });

  it('start again of themselves change nothing', async () => {
    const id = await house.registered('2026-05-08 09:00');
    await house.at('2026-05-09 08:30');
    const before = await house.desk.engine.store.lastPosition();
    await house.at('2026-05-09 08:30');
    await house.at('2026-05-09 17:00');
    expect(await house.desk.engine.store.lastPosition()).toBe(before);
    expect(await house.told(id)).toHaveLength(1);
  });
});

describe('a ticket that cannot be flagged', () => {
  /** A worker that cannot flag one of them, and every try of it. */
  const workerWithout = (unlucky: string, failsTimes: number) => {
    let failed = 0;
    const { engine } = house.desk;
    const executor = {
      execute: (execution: Parameters<typeof engine.executor.execute>[0]) => {
        if (!execution.stream.endsWith(unlucky) || failed === failsTimes) {
          return engine.executor.execute(execution);
        }
        failed += 1;
        return Promise.reject(new Error('no luck'));
      },
    };
    return {
      worker: house.worker({ executor: executor as typeof engine.executor }),
      failed: () => failed,
    };
  };
  const tickets = async () => [
    await house.registered('2026-05-08 09:00'),
    await house.registered('2026-05-08 09:00'),
  ];

  it('keeps no other waiting, and is tried again', async () => {
    const [first = '', second = ''] = await tickets();
    const { worker, failed } = workerWithout(first, 1);
    await house.at('2026-05-09 08:30', [worker]);
    expect([await house.told(first), await house.told(second)]).toMatchObject([[], [{}]]);
    await house.at('2026-05-09 08:30', [worker]); // not at once
    expect(failed()).toBe(1);
    expect(await house.told(first)).toEqual([]);
    await house.at('2026-05-09 08:31', [worker]);
    expect(await house.told(first)).toHaveLength(1);
    expect(await house.told(second)).toHaveLength(1);
    expect((await house.days()).at(-1)).toMatchObject({
      flagged: '2 not dispatched, 0 not finished',
      left_out: 0,
    });
    expect(house.failures).toMatchObject([{ message: 'no luck' }]);
  });

  it(`is left out after ${PAGE_TRIES_MAX} tries, and looked at again on the next day`, async () => {
    const [first = '', second = ''] = await tickets();
    const { worker, failed } = workerWithout(first, PAGE_TRIES_MAX);
    const minute = (number: number) => `2026-05-09 09:${String(number).padStart(2, '0')}`;
    for (let time = 1; time < PAGE_TRIES_MAX; time++) await house.at(minute(2 * time), [worker]);
    expect([failed(), (await house.days()).at(-1)?.is_finished]).toEqual([
      PAGE_TRIES_MAX - 1,
      false,
    ]);
    await house.at(minute(2 * PAGE_TRIES_MAX), [worker]);
    expect(failed()).toBe(PAGE_TRIES_MAX);
    expect((await house.days()).at(-1)).toMatchObject({
      is_finished: true,
      flagged: '1 not dispatched, 0 not finished',
      left_out: 1,
    });
    expect(await carryOverSource(house.desk.engine.pool).collect()).toContainEqual({
      metric: 'gongdan_carry_over_left_out',
      value: 1,
    });
    await house.at('2026-05-11 08:30', [worker]);
    expect([await house.told(first), await house.told(second)]).toMatchObject([[{}], [{}, {}]]);
  });
});

it('a calendar that is not there is refused by the name of its setting', () => {
  expect(() => carryOverCalendar({ carryOverCalendar: 'moon' })).toThrow(
    "CARRY_OVER_CALENDAR is 'moon', and there is no such calendar.",
  );
});

it('the usual calendar is taken where it is there, and missed by nobody where it is not', () => {
  expect(carryOverCalendar({})?.id).toBe('office');
  const calendarFolder = join(import.meta.dirname, '../sla/fixtures/calendars');
  expect(carryOverCalendar({ calendarFolder })).toBeUndefined();
});

describe('the board and the lists', () => {
  interface Lane {
    readonly lane: string;
    readonly count: number;
    readonly nextCursor: string | null;
    readonly items: readonly { readonly id: string; readonly carriedOver: boolean }[];
  }
  const lane = async (query: string): Promise<Lane | undefined> => {
    const board = await house.desk.get('dispatch-manager', `/board?lane=to-approve&${query}`);
    return (board['lanes'] as Lane[])[0];
  };
  const ids = async (query: string) => (await lane(query))?.items.map(({ id }) => id);

  it('put what was carried over first, before what is more urgent, until it is dispatched', async () => {
    const low = await house.registered('2026-05-08 09:00', { priority: 'low' });
    const normal = await house.registered('2026-05-08 09:01');
    await house.at('2026-05-09 08:30');
    house.clock.moveTo(Date.parse(wall('2026-05-09 09:00')));
    const urgent = await house.registered('2026-05-09 09:00', { priority: 'urgent' });
    await house.desk.caughtUp();
    const before = house.clock.now();

    expect(await ids('')).toEqual([normal, low, urgent]);
    expect(await ids('carriedOver=true')).toEqual([normal, low]);
    expect(await ids('carriedOver=true&sort=due')).toHaveLength(2);
    expect(await ids('carriedOver=false')).toEqual([urgent]);
    expect(await ids(`carriedOver=false&asOf=${before}`)).toEqual([urgent]);
    expect(await ids(`asOf=${wall('2026-05-08 10:00')}`)).toEqual([normal, low]);
    expect(await ids(`carriedOver=true&asOf=${wall('2026-05-08 10:00')}`)).toEqual([]);
    const first = await lane('limit=1');
    const second = await lane(`limit=1&cursor=${first?.nextCursor ?? ''}`);
    const third = await lane(`limit=1&cursor=${second?.nextCursor ?? ''}`);
    expect([first, second, third].map((page) => page?.items[0]?.id)).toEqual([normal, low, urgent]);

    const shown = {
      level: 'handler',
      carriedOverOn: '2026-05-09',
      carriedOverReason: 'not-dispatched',
    };
    expect(await house.desk.get('clerk', `/tickets/${low}`)).toMatchObject(shown);
    const left = await house.desk.get('clerk', '/tickets?carriedOver=true&sort=registered');
    expect(left['items']).toMatchObject([{ id: low, ...shown }, { id: normal }]);
    const others = await house.desk.get('clerk', '/tickets?carriedOver=false');
    expect(others['items']).toMatchObject([{ id: urgent, carriedOverOn: null }]);
    expect(await house.desk.get('clerk', '/tickets/count?carriedOver=true')).toMatchObject({
      count: 2,
    });

    house.clock.advance(60_000);
    await house.does(low, release, assign());
    await house.desk.caughtUp();
    expect(await ids('')).toEqual([normal, urgent]);
    expect(await house.desk.get('clerk', `/tickets/${low}`)).toMatchObject({
      carriedOverOn: null,
      carriedOverReason: null,
    });
    expect(await ids(`carriedOver=true&asOf=${before}`)).toEqual([normal, low]);
    const then = await house.desk.get('clerk', `/tickets?carriedOver=true&asOf=${before}`);
    expect((then['items'] as object[]).length).toBe(2);
  });

  it('refuse sorts that no index serves', async () => {
    for (const query of ['carriedOver=true&sort=due', 'level=executive&sort=-updated']) {
      const answer = await house.desk.ask('clerk', `GET /tickets?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });
});

describe('figures of what was carried over', () => {
  interface Figure {
    readonly metric: string;
    readonly value: number;
    readonly query: string;
  }
  interface Group {
    readonly from: string;
    readonly figures: readonly Figure[];
  }
  const ask = async (query: string): Promise<readonly Group[]> => {
    const path = `/sla/metrics?figures=carry-over&from=2026-05-01&to=2026-06-01${query}`;
    return (await house.desk.get('service-manager', path))['groups'] as readonly Group[];
  };
  const valuesOf = ({ figures }: Group) => figures.map(({ value }) => value);

  it('count each ticket once in a period, by why, and open to as many', async () => {
    const waiting = await house.registered('2026-05-08 09:00');
    const dispatched = await house.registered('2026-05-08 09:00');
    await house.registered('2026-05-08 09:00', { priority: 'urgent' });
    await house.does(dispatched, release, assign());
    await house.at('2026-05-09 08:30');
    await house.does(waiting, release, assign());
    await house.at('2026-05-11 08:30');
    await house.desk.caughtUp();

    const days = await ask('&by=day');
    expect(days.map((group) => [group.from, ...valuesOf(group)])).toEqual([
      ['2026-05-09', 3, 2, 1],
      ['2026-05-11', 3, 1, 2],
    ]);
    const [month, ...others] = await ask('');
    expect(others).toEqual([]);
    expect(month && valuesOf(month)).toEqual([3, 2, 2]);
    expect((await ask('&groupBy=priority')).map(valuesOf)).toEqual([
      [2, 1, 2],
      [1, 1, 0],
    ]);
    for (const { figures } of [...days, ...(month ? [month] : [])]) {
      for (const { query, value } of figures) {
        const counted = query.replace('?', '/count?');
        const { count } = await house.desk.get('service-manager', counted);
        expect([query, count]).toEqual([query, value]);
      }
    }
  });

  it('are none where nothing was carried over', async () => {
    expect(await ask('')).toEqual([]);
    const path = '/sla/tickets?carriedOverReason=not-finished';
    expect((await house.desk.get('service-manager', path))['items']).toEqual([]);
  });
});
