import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  momentsOf,
  policyOf,
  standingsOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';
import type { ClockDefinition } from './sla-policy.js';

/** Monday; the office is open from 9 to 17. */
const MON = '2026-03-02';
const move = { from: 'finished', to: 'in-progress', stage: 'field', stateClass: 'active' };

const bookWith = (more: Partial<ClockDefinition> = {}) =>
  bookOf([policyOf([clockOf('resolution', [within(4)], more)])]);
/** Done at eleven, and at one o’clock it turns out that it was not: the customer does not sign. */
const undone = () =>
  new TicketStory()
    .registered(`${MON}T09:00`)
    .resolved(`${MON}T11:00`)
    .tell(`${MON}T13:00`, 'WorkStarted', { move });
const standing = (story: TicketStory, more?: Partial<ClockDefinition>) =>
  standingsOf(story.judge(bookWith(more), `${MON}T14:00`), 'resolution');

describe('work that goes on after it was finished, though nobody reopened the ticket', () => {
  it('lets the clock go on; the time in which it was taken for done is not counted', () => {
    expect(standing(undone())).toEqual([`1 running open ${MON}T15:00`]);
    const late = undone().resolved(`${MON}T16:00`).judge(bookWith(), `${MON}T16:30`);
    expect(momentsOf(late.runs[0])).toEqual([
      `Started ${MON}T09:00`,
      `Met ${MON}T11:00`,
      `Resumed ${MON}T13:00 work-goes-on`,
      `Breached ${MON}T15:00`,
      `Missed ${MON}T16:00`,
    ]);
  });

  it('lets it go on in its own run, also where a reopening would begin a new one', () => {
    for (const onReopen of ['continue', 'new-cycle', 'wait'] as const) {
      expect(standing(undone(), { onReopen })).toEqual([`1 running open ${MON}T15:00`]);
    }
  });

  it('changes nothing for a clock that reopenings do not concern', () => {
    expect(standing(undone(), { onReopen: 'ignore' })).toEqual([`1 stopped met ${MON}T13:00`]);
  });

  it('changes nothing for a clock that an event of its own has stopped', () => {
    const stop = [{ event: 'TechnicianArrived' }, { stateClass: 'resolved' }] as const;
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .arrived(`${MON}T10:00`)
      .resolved(`${MON}T11:00`)
      .tell(`${MON}T13:00`, 'WorkStarted', { move });
    expect(standing(story, { stop })).toEqual([`1 stopped met ${MON}T13:00`]);
    const finished = [{ event: 'WorkFinished' }, { stateClass: 'resolved' }] as const;
    expect(standing(undone(), { stop: finished })).toEqual([`1 stopped met ${MON}T13:00`]);
  });

  it('changes nothing once the ticket is closed or was reopened', () => {
    const closed = new TicketStory()
      .registered(`${MON}T09:00`)
      .resolved(`${MON}T11:00`)
      .tell(`${MON}T12:00`, 'TicketClosed', {
        move: { from: 'finished', to: 'closed', stage: 'closed', stateClass: 'closed' },
      })
      .reopened(`${MON}T13:00`);
    expect(standing(closed)).toEqual([`1 stopped met ${MON}T13:00`, `2 running open ${MON}T17:00`]);
  });

  it('takes back a stop that would have counted later, at its report, with all that came of it', () => {
    const recorded = bookWith({ lateReport: 'recorded' });
    const story = () =>
      new TicketStory()
        .registered(`${MON}T09:00`)
        .resolved(`${MON}T11:00`, `${MON}T16:00`)
        .tell(`${MON}T12:00`, 'WorkStarted', { move });
    const started = `Started ${MON}T09:00`;
    const inTime = story().resolved(`${MON}T12:30`).judge(recorded, `${MON}T17:00`);
    expect(momentsOf(inTime.runs[0])).toEqual([started, `Met ${MON}T12:30`]);
    const never = story().judge(recorded, `${MON}T17:00`);
    expect(momentsOf(never.runs[0])).toEqual([started, `Breached ${MON}T13:00`]);
    const early = { lateReport: 'recorded', stop: [{ stateClass: 'resolved' }] } as const;
    expect(standing(story(), early)).toEqual([`1 running breached ${MON}T13:00`]);
  });

  it('is taken over by another policy as if that had held all along', () => {
    const policies = [
      policyOf([clockOf('arrival', [within(4)])], { appliesTo: { priority: ['normal'] } }),
      policyOf([clockOf('resolution', [within(4)])], { id: 'urgent', order: 200 }),
    ];
    const story = undone().prioritised(`${MON}T13:30`, 'urgent');
    expect(standingsOf(story.judge(bookOf(policies), `${MON}T14:00`), 'resolution')).toEqual([
      `1 running open ${MON}T15:00`,
    ]);
  });
});
