import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  HOUR_MS,
  KeptStream,
  minute,
  momentsOf,
  policyOf,
  standingsOf,
  TicketStory,
  toldOf,
  within,
} from '../testing/ticket-story.js';
import { bucketsOf, ledgerOf } from './ledger.js';

/** Monday. */
const MON = '2026-03-02';
const TUE = '2026-03-03';
const WED = '2026-03-04';
const eight = bookOf([policyOf([clockOf('resolution', [within(8)])])]);

describe('cases that broke other systems', () => {
  it('1: resolved straight from the pause counts neither the pause nor twice', () => {
    const story = new TicketStory().registered(`${MON}T09:00`).paused(`${MON}T11:00`);
    const { runs, story: steps } = story.resolved(`${WED}T11:00`).judge(eight, `${WED}T12:00`);
    const [run] = runs;
    const buckets = bucketsOf(ledgerOf(run!, steps, Infinity));
    expect(buckets.running).toBe(2 * HOUR_MS);
    expect(buckets.paused).toBe(16 * HOUR_MS);
    expect(Object.values(buckets).reduce((sum, each) => sum + each)).toBe(50 * HOUR_MS);
    expect(run?.standing.verdict).toBe('met');
  });

  it.each([
    ['2: one hold', [[`${MON}T15:00`, `${MON}T16:00`]], `${TUE}T10:00`],
    [
      '3: two holds',
      [
        [`${MON}T10:00`, `${MON}T11:00`],
        [`${MON}T15:00`, `${MON}T16:00`],
      ],
      `${TUE}T11:00`,
    ],
  ])('%s moves the due moment by what it took', (_case, holds, due) => {
    const story = new TicketStory().registered(`${MON}T09:00`);
    for (const [from, to] of holds) story.held(from!, to!);
    expect(standingsOf(story.judge(eight, `${MON}T16:30`), 'resolution')).toEqual([
      `1 running open ${due}`,
    ]);
  });

  it('4: a higher priority keeps start and pauses', () => {
    const targets = [
      within(4, { when: { priority: ['urgent'] }, calendar: 'always' }),
      within(24, { rule: 2, calendar: 'always' }),
    ];
    const book = bookOf([policyOf([clockOf('resolution', targets)])]);
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .held(`${MON}T10:00`, `${MON}T14:00`)
      .prioritised(`${MON}T15:00`, 'urgent');
    expect(standingsOf(story.judge(book, `${MON}T16:00`), 'resolution')).toEqual([
      `1 running open ${MON}T17:00`,
    ]);
  });

  it('5: nothing fires while it rests', () => {
    const warned = clockOf('resolution', [within(8)], {
      warnings: [{ label: '80%', kind: 'fraction', fraction: 0.8 }],
    });
    const story = new TicketStory().registered(`${MON}T09:00`).paused(`${MON}T11:00`);
    const { runs } = story.judge(bookOf([policyOf([warned])]), '2026-04-01T00:00');
    expect(momentsOf(runs[0])).toEqual([`Started ${MON}T09:00`, `Paused ${MON}T11:00`]);
  });

  it.each([
    ['continue', [`1 running open ${WED}T14:00`]],
    ['new-cycle', [`1 stopped met ${MON}T17:00`, '2 running open 2026-03-05T10:00']],
  ] as const)('6: a reopening: %s', (onReopen, expected) => {
    const book = bookOf([policyOf([clockOf('resolution', [within(8)], { onReopen })])]);
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .resolved(`${MON}T13:00`)
      .reopened(`${WED}T10:00`);
    const { runs, story: steps } = story.judge(book, `${WED}T11:00`);
    expect(standingsOf({ runs, story: steps }, 'resolution')).toEqual(expected);
    expect(runs.flatMap(momentsOf)).toContain(`Met ${MON}T13:00`);
  });

  it('7: a withdrawn policy ends its clocks; a breach stays', () => {
    const book = bookOf([
      policyOf([clockOf('resolution', [within(8)]), clockOf('quick', [within(1)])]),
    ]);
    const kept = new KeptStream(book);
    const story = new TicketStory().registered(`${MON}T09:00`);
    kept.keep(story, `${MON}T12:00`);
    story.tell(`${MON}T13:00`, 'SlaPolicyWithdrawn', { reason: 'ended' });
    expect(toldOf(kept.keep(story, `${TUE}T18:00`))).toEqual([
      `Cancelled cancelled ${MON}T13:00 policy-withdrawn`,
      `Cancelled breached ${MON}T13:00 policy-withdrawn`,
    ]);
    expect(kept.keep(story, '2026-04-01T00:00')).toEqual([]);
  });

  it('8: under a policy without it the clock ends at that moment', () => {
    const book = bookOf([
      policyOf([], { id: 'inner', order: 1, appliesTo: { category: ['internal'] } }),
      policyOf([clockOf('resolution', [within(8)])]),
    ]);
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .tell(`${MON}T11:00`, 'TicketClassified', {
        category: 'internal',
        workflow: { id: 'internal', version: 1 },
      });
    const { runs } = story.judge(book, `${WED}T09:00`);
    expect(momentsOf(runs[0])).toEqual([
      `Started ${MON}T09:00`,
      `Cancelled ${MON}T11:00 policy-without-clock`,
    ]);
  });

  it('9: the next answer is waited for only after the first, and no longer than to the end', () => {
    const answer = { event: 'TicketCommented', where: { visibility: 'customer' } } as const;
    const next = clockOf('next-answer', [within(2)], {
      start: [{ event: 'TicketCommented', where: { visibility: 'internal' } }],
      after: [answer],
      stop: [answer, { stateClass: 'resolved' }],
      repeats: true,
    });
    const comment = (visibility: string) => ['TicketCommented', { visibility }] as const;
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .tell(`${MON}T09:30`, ...comment('internal'))
      .tell(`${MON}T10:00`, ...comment('customer'))
      .tell(`${MON}T11:00`, ...comment('internal'))
      .tell(`${MON}T12:00`, ...comment('customer'))
      .tell(`${MON}T13:00`, ...comment('internal'))
      .resolved(`${MON}T14:00`);
    const judged = story.judge(bookOf([policyOf([next])]), `${TUE}T17:00`);
    expect(standingsOf(judged, 'next-answer')).toEqual([
      `1 stopped met ${MON}T13:00`,
      `2 stopped met ${MON}T15:00`,
    ]);
  });

  it('10: warnings walk the calendar', () => {
    const warned = clockOf('arrival', [within(4, { calendar: 'long' })], {
      warnings: [{ label: 'PT1H', kind: 'before', businessMs: HOUR_MS }],
    });
    const story = new TicketStory().registered(`${MON}T17:00`);
    const { runs } = story.judge(bookOf([policyOf([warned])]), `${MON}T17:30`);
    expect(minute(runs[0]?.standing.dueAt)).toBe(`${TUE}T11:00`);
    expect(runs[0]?.standing.warnings.map(({ at }) => minute(at))).toEqual([`${TUE}T10:00`]);
  });

  it('13: a recalculation is a word on the promises, and shows old and new due moment', () => {
    const book = bookOf([
      policyOf([clockOf('resolution', [within(8)])]),
      policyOf([clockOf('resolution', [within(4)])], {
        version: 2,
        effectiveFrom: Date.parse(`${MON}T12:00:00Z`),
      }),
    ]);
    const kept = new KeptStream(book);
    const story = new TicketStory().registered(`${MON}T09:00`);
    kept.keep(story, `${MON}T12:30`);
    story.tell(`${MON}T12:30`, 'SlaRecalculated', {
      policies: [{ id: 'house', version: 2 }],
      calendars: [{ id: 'plain', version: 1 }],
    });
    const [retargeted, ...more] = kept.keep(story, `${MON}T12:30`);
    expect(more).toEqual([]);
    expect(retargeted).toMatchObject({
      type: 'SlaClockRetargeted',
      data: {
        policy: { id: 'house', version: 2 },
        previousDueAt: `${MON}T17:00:00.000Z`,
        standing: { dueAt: `${MON}T13:00:00.000Z` },
      },
    });
  });

  it('14: a cancelled ticket’s clocks end, with the cause', () => {
    const story = new TicketStory().registered(`${MON}T09:00`).cancelled(`${MON}T10:00`);
    expect(momentsOf(story.judge(eight, `${WED}T09:00`).runs[0])).toEqual([
      `Started ${MON}T09:00`,
      `Cancelled ${MON}T10:00 ticket-cancelled`,
    ]);
  });

  it('17 and 18: a hold past the close of business', () => {
    const four = bookOf([policyOf([clockOf('resolution', [within(4)])])]);
    const due = (start: string, from: string, to: string) =>
      standingsOf(
        new TicketStory().registered(start).held(from, to).judge(four, to),
        'resolution',
      )[0];
    expect(due(`${MON}T10:00`, `${MON}T12:00`, `${MON}T20:00`)).toMatch(/open 2026-03-03T11:00/);
    expect(due(`${MON}T15:00`, `${MON}T18:00`, `${TUE}T10:00`)).toMatch(/open 2026-03-03T12:00/);
  });

  it.each([
    ['at the due moment itself', '2026-03-02T17:00:00.000Z', 'met'],
    ['one millisecond later', '2026-03-03T09:00:00.001Z', 'breached'],
    ['with 99.951 % used', '2026-03-02T16:59:45.888Z', 'met'],
  ])('19: judged to the millisecond: %s', (_case, stop, verdict) => {
    const story = new TicketStory().registered(`${MON}T09:00`).resolved(stop);
    expect(story.judge(eight, `${WED}T09:00`).runs[0]?.standing.verdict).toBe(verdict);
  });

  it('25: what was in time and reported late supersedes the breach, which stays in history', () => {
    const arrival = clockOf('arrival', [within(6)], { stop: [{ event: 'TechnicianArrived' }] });
    const kept = new KeptStream(bookOf([policyOf([arrival])]));
    const story = new TicketStory().registered(`${MON}T09:00`);
    kept.keep(story, `${MON}T15:01`);
    expect(toldOf(kept.events)).toEqual([
      `Started open ${MON}T09:00`,
      `Breached breached ${MON}T15:00`,
    ]);
    story.arrived(`${MON}T14:55`, `${MON}T15:10`);
    expect(toldOf(kept.keep(story, `${MON}T15:10`))).toEqual([
      `Met met ${MON}T14:55`,
      `Superseded met ${MON}T14:55 reported-late`,
    ]);
    expect(kept.keep(story, `${TUE}T15:10`)).toEqual([]);
  });
});
