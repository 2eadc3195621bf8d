import { describe, expect, it } from '@jest/globals';
import { recorder, rowsOf } from '../../../../test/setup/recorded.js';
import {
  bookOf,
  clockOf,
  KeptStream,
  policyOf,
  TicketStory,
  within,
} from '../../testing/ticket-story.js';
import { slaClockProjection } from './sla-clock.projection.js';

const MON = '2026-03-02';
const WED = '2026-03-04';
const clock = clockOf(
  'resolution',
  [within(4, { when: { priority: ['urgent'] } }), within(8, { rule: 2 })],
  { warnings: [{ label: '50%', kind: 'fraction', fraction: 0.5 }] },
);
const book = bookOf([policyOf([clock])]);
const ticket = () => new TicketStory().registered(`${MON}T09:00`, { customerId: 'c1' });

/** Keeps the clocks at each of the moments and folds what is told; a story may go on in between. */
function rowsAfter(...kept: readonly (readonly [TicketStory, string])[]) {
  const stream = new KeptStream(book);
  for (const [story, asOf] of kept) stream.keep(story, asOf);
  const recorded = recorder('sla-t1');
  const events = stream.events.map(({ type, data, occurredAt }) =>
    recorded(type, data, { occurredAt }),
  );
  return rowsOf(slaClockProjection, ...events);
}
const rowAfter = (story: TicketStory, asOf: string) => rowsAfter([story, asOf])[0];

describe('the projection sla-clock', () => {
  it('begins with the promise and what it was chosen by', () => {
    expect(rowAfter(ticket(), `${MON}T09:30`)).toEqual({
      counted_at: `${MON}T17:00:00.000Z`,
      due_or_last_at: `${MON}T17:00:00.000Z`,
      first_started_at: `${MON}T09:00:00.000Z`,
      run_id: 't1#resolution#1',
      subject_kind: 'ticket',
      subject_id: 't1',
      clock: 'resolution',
      cycle: 1,
      state: 'open',
      policy_id: 'house',
      policy_version: 1,
      calendar_id: 'plain',
      calendar_version: 1,
      started_at: `${MON}T09:00:00.000Z`,
      due_at: `${MON}T17:00:00.000Z`,
      warned_at: null,
      rung: null,
      breached_at: null,
      ended_at: null,
      superseded: false,
      customer_id: 'c1',
      technician_id: null,
      team: null,
      category: 'paid',
      priority: 'normal',
      tier: null,
      region: null,
      severity: null,
      workflow: 'paid',
      last_recorded_at: '2026-03-02T09:00:05.000Z',
    });
  });

  it.each([
    [
      'a warning',
      ticket(),
      `${MON}T14:00`,
      { state: 'at-risk', warned_at: `${MON}T13:00:00.000Z` },
    ],
    ['a pause', ticket().paused(`${MON}T10:00`), `${MON}T18:00`, { state: 'paused', due_at: null }],
    [
      'the end of a pause',
      ticket().held(`${MON}T10:00`, `${MON}T11:00`),
      `${MON}T12:00`,
      { state: 'open', due_at: '2026-03-03T10:00:00.000Z' },
    ],
    [
      'a breach',
      ticket(),
      `${MON}T17:01`,
      { state: 'breached', breached_at: `${MON}T17:00:00.000Z`, ended_at: null },
    ],
    [
      'a stop in time',
      ticket().resolved(`${MON}T12:00`),
      `${MON}T12:00`,
      { state: 'met', ended_at: `${MON}T12:00:00.000Z`, breached_at: null },
    ],
    [
      'a stop that is late',
      ticket().resolved(`${WED}T12:00`),
      `${WED}T12:00`,
      {
        state: 'missed',
        ended_at: `${WED}T12:00:00.000Z`,
        breached_at: `${MON}T17:00:00.000Z`,
      },
    ],
    [
      'a cancellation',
      ticket().cancelled(`${MON}T10:00`),
      `${MON}T10:00`,
      { state: 'cancelled', due_at: null, ended_at: `${MON}T10:00:00.000Z` },
    ],
    [
      'another target',
      ticket().prioritised(`${MON}T10:00`, 'urgent'),
      `${MON}T10:00`,
      { state: 'open', due_at: `${MON}T13:00:00.000Z`, priority: 'urgent' },
    ],
    [
      'who has it now',
      ticket().assigned(`${MON}T10:00`, 'f1', 'north').paused(`${MON}T11:00`),
      `${MON}T11:00`,
      { technician_id: 'f1', team: 'north' },
    ],
  ])('follows %s', (_what, story, asOf, expected) => {
    expect(rowAfter(story, asOf)).toMatchObject(expected);
  });

  it('shows that a verdict was superseded', () => {
    const story = ticket();
    const late = ticket().resolved(`${MON}T16:00`, `${MON}T18:00`);
    expect(rowsAfter([story, `${MON}T17:30`], [late, `${MON}T18:00`])).toEqual([
      expect.objectContaining({ state: 'met', superseded: true, breached_at: null }),
    ]);
  });

  it('has a row for every run', () => {
    const story = ticket().resolved(`${MON}T12:00`).reopened(`${WED}T10:00`);
    expect(rowsAfter([story, `${WED}T11:00`]).map(({ run_id: id, state }) => [id, state])).toEqual([
      ['t1#resolution#1', 'met'],
      ['t1#resolution#2', 'open'],
    ]);
  });
});
