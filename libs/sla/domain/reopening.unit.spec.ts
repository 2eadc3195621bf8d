import { describe, expect, it } from '@jest/globals';
import {
  bookOf,
  clockOf,
  HOUR_MS,
  ms,
  policyOf,
  standingsOf,
  TicketStory,
  within,
} from '../testing/ticket-story.js';
import { bucketsOf, ledgerOf } from './ledger.js';

/** Monday. */
const MON = '2026-03-02';

const classified = (story: TicketStory, at: string): TicketStory =>
  story.tell(at, 'TicketClassified', {
    category: 'contract',
    workflow: { id: 'contract', version: 1 },
  });

describe('a reopening in a new cycle', () => {
  const contract = { id: 'contract', order: 1, appliesTo: { category: ['contract'] } } as const;
  const house = policyOf([clockOf('resolution', [within(8)])]);
  const moved = () =>
    classified(
      new TicketStory().registered(`${MON}T09:00`).resolved(`${MON}T10:00`),
      `${MON}T11:00`,
    ).reopened(`${MON}T12:00`);

  it('promises what the policy of now promises, not what the resolved clock was promised', () => {
    const book = bookOf([policyOf([clockOf('resolution', [within(2)])], contract), house]);
    expect(standingsOf(moved().judge(book, `${MON}T13:00`), 'resolution')).toEqual([
      `1 stopped met ${MON}T17:00`,
      `2 running open ${MON}T14:00`,
    ]);
  });

  it('promises nothing where the policy of now has no such clock', () => {
    const book = bookOf([policyOf([], contract), house]);
    expect(standingsOf(moved().judge(book, `${MON}T13:00`), 'resolution')).toHaveLength(1);
  });
});

describe('a reopening that lets the clock go on', () => {
  it('takes it into the new cycle, in which it does not start again', () => {
    const arrival = clockOf('arrival', [within(6)], {
      start: [{ event: 'TicketAssigned' }],
      stop: [{ event: 'TechnicianArrived' }],
      onReopen: 'continue',
    });
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .assigned(`${MON}T09:00`)
      .arrived(`${MON}T10:00`)
      .reopened(`${MON}T12:00`)
      .arrived(`${MON}T13:00`)
      .assigned(`${MON}T14:00`);
    const judged = story.judge(bookOf([policyOf([arrival])]), `${MON}T15:00`);
    expect(standingsOf(judged, 'arrival')).toEqual([`1 stopped met ${MON}T17:00`]);
  });

  it('counts no time as resolved where the stop counts only after the reopening', () => {
    const late = clockOf('resolution', [within(2)], {
      onReopen: 'continue',
      lateReport: 'recorded',
    });
    const story = new TicketStory()
      .registered(`${MON}T09:00`)
      .resolved(`${MON}T10:00`, `${MON}T15:00`)
      .reopened(`${MON}T14:00`);
    const { runs, story: steps } = story.judge(bookOf([policyOf([late])]), `${MON}T16:00`);
    expect(standingsOf({ runs, story: steps }, 'resolution')).toEqual([
      `1 running breached ${MON}T11:00`,
    ]);
    expect(bucketsOf(ledgerOf(runs[0]!, steps, ms(`${MON}T16:00`)))).toMatchObject({
      running: 7 * HOUR_MS,
      resolved: 0,
    });
  });
});
