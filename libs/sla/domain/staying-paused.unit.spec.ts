import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  momentsOf,
  policyOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';

/** Monday; the office is open from 9 to 17. */
const MON = '2026-03-02';
const book = bookOf([policyOf([clockOf('resolution', [within(4)])])]);
const move = { from: 'paused', to: 'paused', stage: 'field', stateClass: 'paused' };

/** It waits from ten to eleven, and from one o’clock on. */
const twicePaused = () =>
  new TicketStory()
    .registered(`${MON}T09:00`)
    .held(`${MON}T10:00`, `${MON}T11:00`)
    .paused(`${MON}T13:00`);
const judged = (story: TicketStory) =>
  momentsOf(story.resumed(`${MON}T14:00`).judge(book, `${MON}T16:30`).runs[0]);

describe('a step that leaves its ticket paused, and is told of as of an earlier moment', () => {
  const steps = [
    ['TicketReassigned', { technicianId: 'f2', reason: 'Ill' }],
    ['TicketScheduled', { requestedByCustomer: false }],
  ] as const;
  const moments = ['09:30', '10:00', '10:30', '11:30', '12:59', '13:00', '13:30'];

  it.each(steps.flatMap(([type, said]) => moments.map((at) => [type, at, said] as const)))(
    '%s at %s: begins no pause and ends none',
    (type, at, said) => {
      const story = twicePaused();
      const expected = judged(twicePaused());
      story.tell(`${MON}T${at}`, type, { ...said, move }, `${MON}T13:45`);
      expect(judged(story)).toEqual(expected);
      expect(expected).toEqual([
        `Started ${MON}T09:00`,
        `Paused ${MON}T10:00`,
        `Resumed ${MON}T11:00`,
        `Paused ${MON}T13:00`,
        `Resumed ${MON}T14:00`,
        `Breached ${MON}T15:00`,
      ]);
    },
  );
});
