import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  KeptStream,
  policyOf,
  TicketStory,
  toldOf,
  within,
} from '../testing/ticket-story.js';

/** Monday. */
const MON = '2026-03-02';

describe('what was told of a clock that never ran, as is known now', () => {
  const arrival = clockOf('arrival', [within(2)], {
    start: [{ event: 'TicketAssigned' }],
    stop: [{ event: 'TechnicianArrived' }],
  });
  const inner = { id: 'inner', order: 1, appliesTo: { category: ['internal'] } } as const;
  const book = bookOf([policyOf([], inner), policyOf([arrival])]);

  it('is superseded once by what was reported late, and stays in history', () => {
    const kept = new KeptStream(book);
    const story = new TicketStory().registered(`${MON}T09:00`).assigned(`${MON}T10:00`);
    kept.keep(story, `${MON}T13:00`);
    const data = { category: 'internal', workflow: { id: 'internal', version: 1 } };
    story.tell(`${MON}T09:30`, 'TicketClassified', data, `${MON}T13:30`);
    expect(toldOf(kept.keep(story, `${MON}T13:30`))).toEqual([
      `Superseded cancelled ${MON}T09:30 reported-late`,
    ]);
    expect(toldOf(kept.events).slice(0, 2)).toEqual([
      `Started open ${MON}T10:00`,
      `Breached breached ${MON}T12:00`,
    ]);
    expect(kept.keep(story, `${MON}T14:00`)).toEqual([]);
  });
});

describe('a promise that was broken twice under one policy version', () => {
  const clock = clockOf('resolution', [within(2)], { onAppointment: 'end-of-window' });
  const story = () =>
    new TicketStory().registered(`${MON}T09:00`).tell(`${MON}T12:00`, 'TicketScheduled', {
      appointment: { to: `${MON}T15:00:00.000Z` },
      requestedByCustomer: true,
    });

  it('is told as broken once, also where both breaches are noticed together', () => {
    const kept = new KeptStream(bookOf([policyOf([clock])]));
    expect(toldOf(kept.keep(story(), `${MON}T16:00`))).toEqual([
      `Started open ${MON}T09:00`,
      `Breached breached ${MON}T11:00`,
      `Retargeted open ${MON}T12:00`,
      `Superseded breached ${MON}T15:00 due`,
    ]);
    expect(kept.keep(story(), `${MON}T17:00`)).toEqual([]);
  });
});

describe('a promise that was broken later than is known now', () => {
  const hurried = { when: { priority: ['urgent' as const] } };
  const clock = clockOf('resolution', [{ ...within(1), ...hurried }, within(2)]);

  it('is superseded from the moment on that its new target was set', () => {
    const kept = new KeptStream(bookOf([policyOf([clock])]));
    const story = new TicketStory().registered(`${MON}T09:00`);
    kept.keep(story, `${MON}T12:00`);
    story.tell(`${MON}T10:30`, 'TicketPrioritised', { priority: 'urgent' }, `${MON}T12:30`);
    kept.keep(story, `${MON}T12:30`);
    expect(toldOf(kept.events)).toEqual([
      `Started open ${MON}T09:00`,
      `Breached breached ${MON}T11:00`,
      `Retargeted open ${MON}T10:30`,
      `Superseded breached ${MON}T10:30 reported-late`,
    ]);
  });
});
