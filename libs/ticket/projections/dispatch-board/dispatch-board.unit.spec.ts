import { describe, expect, it } from '@jest/globals';
import type { TicketEvent } from '@gongdan/contracts';
import { TICKET_ID, minuteOf, recorded, rowsOf, sampleOf } from '../testing/history.js';
import { dispatchBoardProjection, type DispatchBoardRow } from './dispatch-board.projection.js';

const rowAfter = (...events: TicketEvent[]): DispatchBoardRow | undefined =>
  rowsOf<DispatchBoardRow>(
    dispatchBoardProjection,
    recorded(events.map((event, minute) => ({ event, minute }))),
  ).get(TICKET_ID);

const JOURNEY: readonly (readonly [TicketEvent['type'], string | null])[] = [
  ['TicketRegistered', 'to-approve'],
  ['TicketDispatchApproved', 'to-assign'],
  ['TicketAssigned', 'assigned'],
  ['TicketAccepted', 'accepted'],
  ['TicketScheduled', 'scheduled'],
  ['TechnicianDeparted', 'en-route'],
  ['TechnicianArrived', 'on-site'],
  ['WorkStarted', 'in-progress'],
  ['WorkPaused', 'paused'],
  ['WorkResumed', 'in-progress'],
  ['WorkFinished', 'sign-off'],
  ['CustomerSigned', 'sign-off'],
  ['TicketCountersigned', 'sign-off'],
  ['TicketArchived', 'billing'],
  ['TicketSettled', null],
  ['TicketClosed', null],
  ['TicketReopened', 'to-approve'],
];

describe('dispatch-board', () => {
  it('hangs a ticket into the lane of every step of its journey', () => {
    const lanes = JOURNEY.map(
      (_, step) => rowAfter(...JOURNEY.slice(0, step + 1).map(([type]) => sampleOf(type)))?.lane,
    );
    expect(lanes).toEqual(JOURNEY.map(([, lane]) => lane));
  });

  it('counts the waiting from when it came into its lane, not from the last event', () => {
    const row = rowAfter(
      sampleOf('TicketRegistered'),
      sampleOf('TicketDispatchApproved'),
      sampleOf('TicketCommented'),
    );
    expect(row).toMatchObject({ lane: 'to-assign', waiting_since: minuteOf(1), version: 3 });
  });

  it('knows the ticket again when it is reopened', () => {
    const row = rowAfter(
      sampleOf('TicketRegistered'),
      sampleOf('TicketAssigned'),
      sampleOf('TicketCancelled'),
      sampleOf('TicketReopened'),
    );
    expect(row).toMatchObject({ number: 'T-20260302-0001', technician_id: null, cycle: 2 });
    expect(row?.cycle_since).toBe(minuteOf(3));
  });

  describe('shows what was carried over', () => {
    const notDispatched = sampleOf('TicketCarriedOver', { reason: 'not-dispatched' });
    const notFinished = sampleOf('TicketCarriedOver', { reason: 'not-finished' });
    const flag = (...events: TicketEvent[]) =>
      rowAfter(sampleOf('TicketRegistered'), ...events)?.carried_over_on;

    it('until a technician has it, where it was not dispatched', () => {
      expect(flag(notDispatched)).toBe('2026-03-03');
      expect(flag(notDispatched, sampleOf('TicketAssigned'))).toBeNull();
    });

    it('until its work is finished, where it was not, whoever has it', () => {
      const assigned = sampleOf('TicketAssigned');
      expect(flag(assigned, notFinished, sampleOf('TicketReassigned'))).toBe('2026-03-03');
      expect(flag(assigned, notFinished, sampleOf('WorkPaused'))).toBe('2026-03-03');
      expect(flag(assigned, notFinished, sampleOf('WorkFinished'))).toBeNull();
    });

    it.each(['TicketCancelled', 'TicketMerged', 'TicketClosed'] as const)('until %s', (type) => {
      expect(flag(notDispatched, sampleOf(type))).toBeNull();
    });
  });

  it('knows since when a ticket has had a technician, whichever', () => {
    const [registered, assigned] = [sampleOf('TicketRegistered'), sampleOf('TicketAssigned')];
    const since = (...events: TicketEvent[]) => rowAfter(registered, ...events)?.technician_since;
    expect(since()).toBeNull();
    expect(since(assigned, sampleOf('TicketReassigned'))).toBe(minuteOf(1));
    expect(since(assigned, sampleOf('TicketDeclined'))).toBeNull();
    expect(since(assigned, sampleOf('TicketDeclined'), assigned)).toBe(minuteOf(3));
    expect(since(assigned, sampleOf('TicketReopened'))).toBeNull();
  });

  it('finds a lane for states it has never heard of', () => {
    const move = {
      from: 'a',
      to: 'awaiting-vendor',
      stage: 'dispatch',
      stateClass: 'open',
    } as const;
    const assigned = rowAfter(sampleOf('TicketRegistered'), sampleOf('TicketAssigned', { move }));
    expect(assigned?.lane).toBe('assigned');
    const approved = sampleOf('TicketDispatchApproved', { move });
    expect(rowAfter(sampleOf('TicketRegistered'), approved)?.lane).toBe('to-assign');
  });
});
