import { describe, expect, it } from '@jest/globals';
import type { Move, TicketEvent } from '@gongdan/contracts';
import { billableTicketOf } from './billable-ticket.js';

const move: Move = { from: null, to: 'anywhere', stage: 'field', stateClass: 'active' };
const registered: TicketEvent = {
  type: 'TicketRegistered',
  data: {
    ticketId: 't1',
    number: 'T-1',
    customerId: 'c1',
    workflow: { id: 'paid', version: 1 },
    category: 'paid',
    priority: 'normal',
    channel: 'phone',
    title: 'Does not cool',
    description: '',
    move,
  },
};
const arrived: TicketEvent = { type: 'TechnicianArrived', data: { technicianId: 'f1', move } };
const worked = (minutes: number): TicketEvent => ({
  type: 'WorkRecorded',
  data: { technicianId: 'f1', description: 'Work', minutes, coveredByWarranty: false },
});
const part = {
  code: 'P1',
  description: 'Part',
  quantity: 1,
  unitPrice: { amountMinor: 100, currency: 'CNY' },
  coveredByWarranty: false,
};
const partsUsed: TicketEvent = { type: 'PartsRecorded', data: { parts: [part] } };

describe('billableTicketOf', () => {
  it('gathers visit, work and parts of all entries', () => {
    const done = billableTicketOf([
      registered,
      arrived,
      worked(20),
      partsUsed,
      worked(10),
      partsUsed,
    ]);
    expect(done).toMatchObject({ ticketId: 't1', cycle: 1, visited: true, parts: [part, part] });
    expect(done?.work.map(({ minutes }) => minutes)).toEqual([20, 10]);
  });

  it('takes work that was started without an arrival as done from afar', () => {
    const started: TicketEvent = { type: 'WorkStarted', data: { move } };
    expect(billableTicketOf([registered, started, worked(20)])?.visited).toBe(false);
    expect(billableTicketOf([registered, arrived, started, worked(20)])?.visited).toBe(true);
  });

  it('begins anew when the ticket is reopened', () => {
    const reopened: TicketEvent = {
      type: 'TicketReopened',
      data: { reason: 'Again', cycle: 2, move },
    };
    const done = billableTicketOf([
      registered,
      arrived,
      worked(20),
      partsUsed,
      reopened,
      worked(5),
    ]);
    expect(done).toMatchObject({ cycle: 2, visited: false, parts: [] });
    expect(done?.work).toEqual([{ minutes: 5, coveredByWarranty: false }]);
  });

  it('knows nothing of a ticket that was never registered', () => {
    expect(billableTicketOf([worked(5)])).toBeUndefined();
  });
});
