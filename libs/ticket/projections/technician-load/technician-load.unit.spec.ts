import { describe, expect, it } from '@jest/globals';
import type { TicketEvent } from '@gongdan/contracts';
import { TICKET_EVENT_TYPES, TICKET_STANDING_EVENT_TYPES } from '../ticket-event.js';
import { TICKET_ID, minuteOf, recorded, rowsOf, sampleOf } from '../testing/history.js';
import {
  technicianWorkProjection,
  type TechnicianWorkRow,
} from '../technician-work/technician-work.projection.js';
import { technicianLoadProjection, type TechnicianLoadRow } from './technician-load.projection.js';

const history = (...events: TicketEvent[]) =>
  recorded(events.map((event, minute) => ({ event, minute })));

const phaseAfter = (...events: TicketEvent[]) =>
  rowsOf<TechnicianLoadRow>(technicianLoadProjection, history(...events)).get(TICKET_ID)?.phase;

const registered = sampleOf('TicketRegistered');
const assigned = sampleOf('TicketAssigned', { assistantIds: ['helper'] });

describe('technician-load', () => {
  it.each([
    ['nobody’s before it is assigned', [registered], null],
    ['waiting once assigned', [registered, assigned], 'waiting'],
    [
      'scheduled with an appointment',
      [registered, assigned, sampleOf('TicketScheduled')],
      'scheduled',
    ],
    [
      'in progress from departure on',
      [registered, assigned, sampleOf('TechnicianDeparted')],
      'in-progress',
    ],
    ['paused', [registered, assigned, sampleOf('WorkPaused')], 'paused'],
    ['finished', [registered, assigned, sampleOf('WorkFinished')], 'finished'],
    ['nobody’s after it was declined', [registered, assigned, sampleOf('TicketDeclined')], null],
    ['nobody’s after it was cancelled', [registered, assigned, sampleOf('TicketCancelled')], null],
  ])('is %s', (_, events, phase) => {
    expect(phaseAfter(...events)).toBe(phase);
  });

  it('counts for the lead and the assistants', () => {
    const row = rowsOf<TechnicianLoadRow>(
      technicianLoadProjection,
      history(registered, assigned),
    ).get(TICKET_ID);
    expect(row?.people).toEqual(['0198c2f0-0000-7000-8000-0000000000f1', 'helper']);
  });
});

describe('what only adds something to a ticket', () => {
  const additions = TICKET_EVENT_TYPES.filter(
    (type) => !TICKET_STANDING_EVENT_TYPES.includes(type),
  );

  it('is six types of events', () => expect(additions).toHaveLength(6));

  it.each(additions)('is of no concern to the load: %s', (type) => {
    const events = history(registered, assigned, sampleOf(type as TicketEvent['type']));
    let row: TechnicianLoadRow | undefined;
    let before: TechnicianLoadRow | undefined;
    for (const event of events) {
      before = row;
      row = technicianLoadProjection.apply(row, event);
    }
    const { last_event_at, last_recorded_at, version } = row as TechnicianLoadRow;
    expect(row).toEqual({ ...before, last_event_at, last_recorded_at, version });
  });
});

describe('technician-work', () => {
  it('has one row for every report of work', () => {
    const rows = rowsOf<TechnicianWorkRow>(
      technicianWorkProjection,
      history(registered, sampleOf('WorkRecorded'), sampleOf('WorkRecorded', { minutes: 5 })),
    );
    expect([...rows.values()].map(({ minutes, occurred_at }) => [minutes, occurred_at])).toEqual([
      [45, minuteOf(1)],
      [5, minuteOf(2)],
    ]);
  });
});
