import { describe, expect, it } from '@jest/globals';
import type { Move } from './vocabulary.js';
import type { TicketEvent } from './registry.js';
import { countsAgainstContract } from './contract-cover.js';
import { ticketOutlineOf } from './ticket-outline.js';

const move = (to: string, stage: Move['stage'], stateClass: Move['stateClass']): Move => ({
  from: null,
  to,
  stage,
  stateClass,
});

const registered: TicketEvent = {
  type: 'TicketRegistered',
  data: {
    ticketId: 't1',
    number: 'T-20260302-0001',
    customerId: 'c1',
    workflow: { id: 'paid', version: 1 },
    category: 'paid',
    priority: 'normal',
    channel: 'phone',
    title: 'Does not cool',
    description: '',
    site: { address: '1 Example Road', region: 'urban' },
    move: move('registered', 'request', 'open'),
  },
};

describe('ticketOutlineOf', () => {
  it('knows nothing before the ticket is registered', () => {
    expect(ticketOutlineOf([])).toBeUndefined();
  });

  it('follows category, region, technicians, cycle and stage', () => {
    const outline = ticketOutlineOf([
      registered,
      { type: 'TicketAmended', data: { site: { address: '2 Example Road', region: 'suburban' } } },
      {
        type: 'TicketClassified',
        data: {
          category: 'free',
          previousCategory: 'paid',
          workflow: { id: 'free', version: 1 },
          reason: 'Inside warranty',
        },
      },
      {
        type: 'TicketAssigned',
        data: {
          technicianId: 'f1',
          assistantIds: ['f2'],
          move: move('assigned', 'dispatch', 'open'),
        },
      },
      { type: 'TicketArchived', data: { move: move('archived', 'billing', 'resolved') } },
      {
        type: 'TicketReopened',
        data: { reason: 'Again', cycle: 2, move: move('registered', 'request', 'open') },
      },
    ]);
    expect(outline).toEqual({
      ticketId: 't1',
      number: 'T-20260302-0001',
      customerId: 'c1',
      category: 'free',
      contractId: null,
      region: 'suburban',
      technicianIds: ['f1', 'f2'],
      cycle: 2,
      stage: 'request',
      stateClass: 'open',
    });
  });
});

describe('the contract of a ticket', () => {
  it('is the one named last', () => {
    const named = (contractId: string): TicketEvent => ({
      type: 'TicketAmended',
      data: { contractId },
    });
    const retitled: TicketEvent = { type: 'TicketAmended', data: { title: 'Leaks' } };
    expect(ticketOutlineOf([registered, named('k1')])?.contractId).toBe('k1');
    expect(ticketOutlineOf([registered, named('k1'), named('k2'), retitled])).toMatchObject({
      contractId: 'k2',
      region: ticketOutlineOf([registered])?.region,
    });
  });
});

describe('countsAgainstContract', () => {
  const ticket = { category: 'contract', customerId: 'c1' } as const;
  const contract = {
    customerId: 'c1',
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    visitLimit: 1,
    position: 5,
  };

  it.each([
    ['on the first day', ticket, contract, { position: 9, day: '2026-01-01' }, true],
    ['on the last day', ticket, contract, { position: 9, day: '2026-12-31' }, true],
    ['before it begins', ticket, contract, { position: 9, day: '2025-12-31' }, false],
    ['after it ended', ticket, contract, { position: 9, day: '2027-01-01' }, false],
    ['signed afterwards', ticket, contract, { position: 4, day: '2026-03-01' }, false],
    ['no such contract', ticket, undefined, { position: 9, day: '2026-03-01' }, false],
    [
      'another category',
      { ...ticket, category: 'paid' as const },
      contract,
      { position: 9, day: '2026-03-01' },
      false,
    ],
    [
      'another customer’s',
      { ...ticket, customerId: 'c2' },
      contract,
      { position: 9, day: '2026-03-01' },
      false,
    ],
  ])('%s', (_case, one, signed, archived, counts) => {
    expect(countsAgainstContract(one, signed, archived)).toBe(counts);
  });
});
