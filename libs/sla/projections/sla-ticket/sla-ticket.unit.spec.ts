import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '@gongdan/core';
import { slaTicketProjection, type SlaTicketRow } from './sla-ticket.projection.js';

type Told = readonly [type: string, at: string, data?: object];

const move = (to: string, stateClass: string) => ({
  move: { from: null, to, stage: 'field', stateClass },
});
const registered: Told = [
  'TicketRegistered',
  '08:00',
  {
    ticketId: 't1',
    number: 'T-1',
    customerId: 'c1',
    category: 'paid',
    priority: 'normal',
    workflow: { id: 'paid', version: 1 },
    site: { region: 'urban' },
    ...move('registered', 'open'),
  },
];
const arrived = (at: string): Told => ['TechnicianArrived', at, move('on-site', 'active')];
const finished = (at: string): Told => ['WorkFinished', at, move('finished', 'resolved')];
const reopened = (at: string): Told => [
  'TicketReopened',
  at,
  { cycle: 2, ...move('registered', 'open') },
];

/** All on one day. */
const fold = (...told: readonly Told[]): SlaTicketRow | undefined =>
  told
    .map(([type, at, data = {}], index) => ({
      type,
      stream: 'ticket-t1',
      version: index + 1,
      occurredAt: `2026-03-02T${at}:00.000Z`,
      data,
    }))
    .reduce<SlaTicketRow | undefined>(
      (row, event) => slaTicketProjection.apply(row, event as unknown as RecordedEvent),
      undefined,
    );

const MINUTE_MS = 60_000;

describe('what is counted of a ticket', () => {
  it('is fixed the first time where one visit was enough and it never came back', () => {
    const row = fold(registered, arrived('09:00'), finished('10:00'));
    expect(row).toMatchObject({ fixed_first_time: true, visit_count: 1, reopen_count: 0 });
    expect(row?.resolved_at).toBe('2026-03-02T10:00:00.000Z');
  });

  it('is not where a second visit was needed', () => {
    const row = fold(registered, arrived('09:00'), arrived('11:00'), finished('12:00'));
    expect(row).toMatchObject({ fixed_first_time: false, visit_count: 2 });
  });

  it('is not where it was reopened; its first resolution stays', () => {
    const row = fold(registered, arrived('09:00'), finished('10:00'), reopened('11:00'));
    const again = fold(
      registered,
      arrived('09:00'),
      finished('10:00'),
      reopened('11:00'),
      arrived('12:00'),
      finished('13:00'),
    );
    for (const each of [row, again]) {
      expect(each).toMatchObject({
        fixed_first_time: false,
        reopen_count: 1,
        visit_count: 1,
        resolved_at: '2026-03-02T10:00:00.000Z',
      });
    }
  });

  it('is the wall-clock time of its stays that have ended, by class', () => {
    const row = fold(
      registered,
      arrived('09:00'),
      ['WorkPaused', '09:30', { reason: 'waiting-for-parts', ...move('paused', 'paused') }],
      ['WorkResumed', '11:00', move('in-progress', 'active')],
      finished('11:10'),
      ['TicketClosed', '12:00', move('closed', 'closed')],
    );
    expect(row).toMatchObject({
      open_ms: 60 * MINUTE_MS,
      active_ms: 40 * MINUTE_MS,
      paused_ms: 90 * MINUTE_MS,
      resolved_ms: 50 * MINUTE_MS,
      closed_at: '2026-03-02T12:00:00.000Z',
    });
  });

  it('takes no time where a move was reported out of order', () => {
    const row = fold(registered, arrived('09:00'), finished('08:30'));
    expect(row?.active_ms).toBe(0);
  });

  it('follows who has it, what it is and where it is', () => {
    const row = fold(
      registered,
      [
        'TicketAssigned',
        '08:10',
        { technicianId: 'f1', assistantIds: ['f2'], team: 'north', ...move('assigned', 'open') },
      ],
      ['TicketPrioritised', '08:20', { priority: 'urgent' }],
      ['TicketClassified', '08:30', { category: 'free', workflow: { id: 'free', version: 1 } }],
      ['TicketAmended', '08:40', { site: { region: 'suburban' } }],
    );
    expect(row).toMatchObject({
      technician_id: 'f1',
      assistant_ids: ['f2'],
      team: 'north',
      priority: 'urgent',
      category: 'free',
      workflow: 'free',
      region: 'suburban',
    });
  });
});
