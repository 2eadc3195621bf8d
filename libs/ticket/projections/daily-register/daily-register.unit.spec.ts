import { describe, expect, it } from '@jest/globals';
import type { TicketEvent } from '@gongdan/contracts';
import { TICKET_ID, minuteOf, recorded, rowsOf, sampleOf } from '../testing/history.js';
import { dailyRegisterProjection, type DailyRegisterRow } from './daily-register.projection.js';

const rowAfter = (...types: TicketEvent['type'][]): DailyRegisterRow | undefined =>
  rowsOf<DailyRegisterRow>(
    dailyRegisterProjection,
    recorded(types.map((type, minute) => ({ event: sampleOf(type), minute }))),
  ).get(TICKET_ID);

const WHOLE_JOURNEY: TicketEvent['type'][] = [
  'TicketRegistered',
  'TicketAssigned',
  'TechnicianArrived',
  'WorkStarted',
  'WorkFinished',
  'CustomerSigned',
  'TicketCountersigned',
  'TicketArchived',
  'TicketSettled',
  'TicketClosed',
];

describe('daily-register', () => {
  it('ticks off every milestone of the journey', () => {
    expect(rowAfter(...WHOLE_JOURNEY)).toMatchObject({
      registered_at: minuteOf(0),
      dispatched_at: minuteOf(1),
      arrived_at: minuteOf(2),
      finished_at: minuteOf(4),
      signed_at: minuteOf(5),
      countersigned_at: minuteOf(6),
      archived_at: minuteOf(7),
      billed_at: minuteOf(8),
      closed_at: minuteOf(9),
      cancelled_at: null,
    });
  });

  it('begins anew with a reopening and keeps the registration', () => {
    expect(rowAfter(...WHOLE_JOURNEY, 'TicketReopened')).toMatchObject({
      registered_at: minuteOf(0),
      dispatched_at: null,
      closed_at: null,
      cycle: 2,
    });
  });

  it('shows a declined voucher as not dispatched', () => {
    const row = rowAfter('TicketRegistered', 'TicketAssigned', 'TicketDeclined');
    expect(row).toMatchObject({ dispatched_at: null, technician_id: null });
  });

  it('takes signatures back when the work starts again', () => {
    const row = rowAfter(...WHOLE_JOURNEY.slice(0, 7), 'WorkStarted');
    expect(row).toMatchObject({ finished_at: null, signed_at: null, countersigned_at: null });
  });
});
