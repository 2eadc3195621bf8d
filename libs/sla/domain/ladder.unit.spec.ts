import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  HOUR_MS,
  KeptStream,
  momentsOf,
  policyOf,
  TicketStory,
  toldOf,
  within,
} from '../testing/ticket-story.js';
import type { Rung } from './sla-policy.js';

/** Monday; the office is open from 9 to 17. */
const MON = '2026-03-02';
const TUE = '2026-03-03';

const told = { notify: ['dispatcher'], by: ['in-app'] } as const;
const rung = (name: string, when: Rung['when'], more: Partial<Rung> = {}): Rung => ({
  rung: name,
  when,
  ...told,
  ...more,
});
const HALFWAY = rung('50%', { kind: 'fraction', fraction: 0.5 });
const HOUR_BEFORE = rung('PT1H', { kind: 'before', businessMs: HOUR_MS });
const BREACH = rung('breach', { kind: 'after', businessMs: 0 }, { to: 'dispatch-manager' });
const LATER = rung('breach+PT4H', { kind: 'after', businessMs: 4 * HOUR_MS }, { to: 'executive' });
const LADDER = [HALFWAY, HOUR_BEFORE, BREACH, LATER];

const sixHours = clockOf('arrival', [within(6)], { escalations: LADDER });
const book = bookOf([policyOf([sixHours])]);
const ticket = () => new TicketStory().registered(`${MON}T09:00`);

/** What climbed, and when: `rung moment`. */
const climbed = (story: TicketStory, asOf: string, by = book): readonly string[] =>
  (story.judge(by, asOf).runs[0]?.moments ?? []).flatMap(({ rung: each, at }) =>
    each ? [`${each.rung} ${new Date(at).toISOString().slice(0, 16)}`] : [],
  );

describe('a ladder', () => {
  it('is climbed rung by rung: by fractions, before, at and after the breach, in business time', () => {
    expect(climbed(ticket(), `${TUE}T17:00`)).toEqual([
      `50% ${MON}T12:00`,
      `PT1H ${MON}T14:00`,
      `breach ${MON}T15:00`,
      `breach+PT4H ${TUE}T11:00`,
    ]);
  });

  it('has each rung in its place beside warnings and the breach', () => {
    const warnings = [{ label: '50%', kind: 'fraction', fraction: 0.5 }] as const;
    const warned = bookOf([policyOf([{ ...sixHours, warnings }])]);
    const { runs } = ticket().judge(warned, `${MON}T15:30`);
    expect(momentsOf(runs[0])).toEqual([
      `Started ${MON}T09:00`,
      `Warned ${MON}T12:00`,
      `Escalated ${MON}T12:00`,
      `Escalated ${MON}T14:00`,
      `Breached ${MON}T15:00`,
      `Escalated ${MON}T15:00`,
    ]);
  });

  it('is climbed no further once the promise is kept, or late, or fallen away', () => {
    const [kept, late] = [ticket().resolved(`${MON}T15:00`), ticket().resolved(`${MON}T16:00`)];
    const before = [`50% ${MON}T12:00`, `PT1H ${MON}T14:00`];
    expect(climbed(kept, `${TUE}T17:00`)).toEqual(before);
    expect(climbed(late, `${TUE}T17:00`)).toEqual([...before, `breach ${MON}T15:00`]);
    expect(climbed(ticket().cancelled(`${MON}T13:00`), `${TUE}T17:00`)).toEqual(before.slice(0, 1));
  });

  it('rests with its clock, before the breach and after it', () => {
    const early = ticket().held(`${MON}T11:00`, `${MON}T12:00`);
    expect(climbed(early, `${MON}T16:30`)).toEqual([
      `50% ${MON}T13:00`,
      `PT1H ${MON}T15:00`,
      `breach ${MON}T16:00`,
    ]);
    const late = ticket().held(`${MON}T16:00`, `${TUE}T10:00`);
    expect(climbed(late, `${TUE}T17:00`).at(-1)).toBe(`breach+PT4H ${TUE}T13:00`);
    expect(climbed(ticket().paused(`${MON}T16:00`), `${TUE}T17:00`)).toHaveLength(3);
  });

  it('goes on after a reopening that continues the clock, each rung once', () => {
    const goesOn = bookOf([policyOf([{ ...sixHours, onReopen: 'continue' }])]);
    const story = ticket().resolved(`${MON}T15:30`).reopened(`${TUE}T09:00`);
    expect(climbed(story, `${TUE}T17:00`, goesOn)).toEqual([
      `50% ${MON}T12:00`,
      `PT1H ${MON}T14:00`,
      `breach ${MON}T15:00`,
      `breach+PT4H ${TUE}T12:30`,
    ]);
  });

  describe('under another target', () => {
    const targets = [within(2, { when: { priority: ['urgent'] } }), within(40, { rule: 2 })];
    const changing = bookOf([policyOf([{ ...sixHours, targets }])]);

    it('that has been over for long: the highest rung at once, and no burst of those below', () => {
      const story = ticket().prioritised(`${TUE}T10:00`, 'urgent');
      expect(climbed(story, `${TUE}T17:00`, changing)).toEqual([`breach+PT4H ${TUE}T10:00`]);
    });

    it('that came to hold while the clock rested: the highest rung no earlier than that', () => {
      const story = () => ticket().paused(`${MON}T12:00`).prioritised(`${TUE}T10:00`, 'urgent');
      const goesOn = story().resumed(`${TUE}T12:00`);
      expect(climbed(story(), `${TUE}T17:00`, changing)).toEqual([]);
      expect(climbed(goesOn, `${TUE}T17:00`, changing)).toEqual([
        `breach ${TUE}T10:00`,
        `breach+PT4H ${TUE}T15:00`,
      ]);
      // Done in the same moment: nobody need hear of it any more.
      const done = story().resumed(`${TUE}T10:00`).resolved(`${TUE}T10:00`);
      expect(climbed(done, `${TUE}T17:00`, changing)).toEqual([]);
    });

    it('that is not over: what was reached stays so, and the rest waits for the new breach', () => {
      const story = new TicketStory()
        .registered(`${MON}T09:00`, { priority: 'urgent' })
        .prioritised(`${MON}T12:00`, 'normal');
      const inAWeek = '2026-03-09T17:00';
      expect(climbed(story, inAWeek, changing)).toEqual([
        `50% ${MON}T10:00`,
        `PT1H ${MON}T10:00`,
        `breach ${MON}T11:00`,
        'breach+PT4H 2026-03-09T13:00',
      ]);
    });
  });
});

describe('a stream that is kept', () => {
  it('tells each rung once, with whom it tells, when it was to be and when it was noticed', () => {
    const stream = new KeptStream(book);
    stream.keep(ticket(), `${MON}T09:00`);
    const added = stream.keep(ticket(), `${MON}T15:01`);
    expect(stream.keep(ticket(), `${MON}T15:01`)).toEqual([]);
    expect(toldOf(added)).toEqual([
      `Escalated open ${MON}T12:00`,
      `Escalated open ${MON}T14:00`,
      `Breached breached ${MON}T15:00`,
      `Escalated breached ${MON}T15:00`,
    ]);
    expect(added.at(-1)?.data).toMatchObject({
      policy: { id: 'house', version: 1 },
      rung: 'breach',
      to: 'dispatch-manager',
      ...told,
      dueAt: `${MON}T15:00:00.000Z`,
      escalateAt: `${MON}T15:00:00.000Z`,
      firedAt: `${MON}T15:01:00.000Z`,
      standing: { escalations: [{ rung: 'breach+PT4H', at: `${TUE}T11:00:00.000Z` }] },
    });
  });

  it('knows that time has passed a rung, whatever is reported of before', () => {
    const stream = new KeptStream(book);
    stream.keep(ticket(), `${TUE}T11:01`);
    expect(stream.stream.passedUntil).toBe(Date.parse(`${TUE}T11:00:00.001Z`));
  });
});
