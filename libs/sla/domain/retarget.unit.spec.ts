import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  HOUR_MS,
  minute,
  momentsOf,
  policyOf,
  standingsOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';
import type { TargetRule } from './sla-policy.js';

/** Monday. */
const MON = '2026-03-02';
const WED = '2026-03-04';

describe('a change of what targets are chosen by', () => {
  it('does not move the moment of a clock that would restart, where the same target still holds', () => {
    const nextDay: TargetRule = {
      rule: 1,
      when: {},
      pledge: { kind: 'by', workingDays: 1, timeOfDay: '12:00' },
      calendar: 'plain',
    };
    const book = bookOf([policyOf([clockOf('resolution', [nextDay], { onChange: 'restart' })])]);
    const story = new TicketStory().registered(`${MON}T09:00`).prioritised(`${WED}T09:00`, 'high');
    expect(standingsOf(story.judge(book, `${WED}T10:00`), 'resolution')).toEqual([
      '1 running breached 2026-03-03T12:00',
    ]);
  });

  it('is also another site that names no region', () => {
    const suburban = within(7, { when: { region: ['suburban'] } });
    const book = bookOf([policyOf([clockOf('arrival', [suburban, within(6, { rule: 2 })])])]);
    const story = new TicketStory().registered(`${MON}T09:00`, { site: { region: 'suburban' } });
    expect(standingsOf(story.judge(book, `${MON}T09:30`), 'arrival')).toEqual([
      `1 running open ${MON}T16:00`,
    ]);
    const elsewhere = story.tell(`${MON}T10:00`, 'TicketAmended', { site: { address: 'Lane 1' } });
    expect(standingsOf(elsewhere.judge(book, `${MON}T10:30`), 'arrival')).toEqual([
      `1 running open ${MON}T15:00`,
    ]);
  });

  describe('while the clock rests', () => {
    const targets = (urgent: number, others: number) => [
      within(urgent, { when: { priority: ['urgent'] } }),
      within(others, { rule: 2 }),
    ];
    const warnings = [{ label: '50%', kind: 'fraction', fraction: 0.5 }] as const;
    const bookWith = (urgent: number, others: number) =>
      bookOf([policyOf([clockOf('resolution', targets(urgent, others), { warnings })])]);

    it('opens a breach again where the new moment lies ahead', () => {
      const story = new TicketStory()
        .registered(`${MON}T09:00`, { priority: 'urgent' })
        .paused(`${MON}T12:00`)
        .prioritised(`${MON}T13:00`, 'normal');
      const resting = story.judge(bookWith(2, 6), `${MON}T14:00`);
      expect(standingsOf(resting, 'resolution')).toEqual(['1 paused open ']);
      const gone = story.resumed(`${MON}T14:00`).judge(bookWith(2, 6), `${MON}T15:00`);
      expect(standingsOf(gone, 'resolution')).toEqual([`1 running open ${MON}T17:00`]);
    });

    it('gives no warning whose moment was before the change', () => {
      const story = new TicketStory()
        .registered(`${MON}T09:00`)
        .paused(`${MON}T12:00`)
        .prioritised(`${MON}T13:00`, 'urgent')
        .resumed(`${MON}T14:00`);
      const { runs } = story.judge(bookWith(4, 7), `${MON}T14:30`);
      expect(momentsOf(runs[0]).filter((moment) => moment.startsWith('Warned'))).toEqual([]);
      expect(minute(runs[0]?.standing.dueAt)).toBe(`${MON}T15:00`);
    });
  });

  it('arms the warnings that were not given of a breach that is open again', () => {
    const targets = [within(2, { when: { priority: ['urgent'] } }), within(8, { rule: 2 })];
    const warnings = [{ label: 'PT3H', kind: 'before', businessMs: 3 * HOUR_MS }] as const;
    const book = bookOf([policyOf([clockOf('resolution', targets, { warnings })])]);
    const story = new TicketStory()
      .registered(`${MON}T09:00`, { priority: 'urgent' })
      .prioritised(`${MON}T13:00`, 'normal');
    const { runs } = story.judge(book, `${MON}T13:30`);
    expect(runs[0]?.standing.verdict).toBe('open');
    expect(runs[0]?.standing.warnings.map(({ at }) => minute(at))).toEqual([`${MON}T14:00`]);
  });
});

describe('an appointment that the customer asked for', () => {
  it('made again for the same moment, is no longer moved by the pauses of before', () => {
    const clock = clockOf('resolution', [within(40)], { onAppointment: 'end-of-window' });
    const book = bookOf([policyOf([clock])]);
    const appointed = (story: TicketStory, at: string) =>
      story.tell(at, 'TicketScheduled', {
        appointment: { to: `${WED}T12:00:00.000Z` },
        requestedByCustomer: true,
      });
    const story = appointed(new TicketStory().registered(`${MON}T09:00`), `${MON}T10:00`);
    story.held(`${MON}T11:00`, `${MON}T14:00`);
    const due = () => standingsOf(story.judge(book, `${MON}T16:00`), 'resolution');
    expect(due()).toEqual([`1 running open ${WED}T15:00`]);
    appointed(story, `${MON}T15:00`);
    expect(due()).toEqual([`1 running open ${WED}T12:00`]);
  });
});

describe('a deadline that lies out of hours', () => {
  it('is moved by a pause across it alike, whether or not its reason changed on the way', () => {
    const evening: TargetRule = {
      rule: 1,
      when: {},
      pledge: { kind: 'by', workingDays: 1, timeOfDay: '18:00' },
      calendar: 'plain',
    };
    const book = bookOf([policyOf([clockOf('resolution', [evening])])]);
    const paused = () =>
      new TicketStory().registered(`${MON}T09:00`).paused('2026-03-03T17:30', 'waiting-for-parts');
    const due = (story: TicketStory) =>
      standingsOf(story.resumed(`${WED}T11:00`).judge(book, `${WED}T11:00`), 'resolution');
    expect(due(paused())).toEqual([`1 running open ${WED}T11:00`]);
    expect(due(paused().paused('2026-03-03T20:00', 'waiting-for-customer'))).toEqual([
      `1 running open ${WED}T11:00`,
    ]);
  });
});
