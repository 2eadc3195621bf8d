import { describe, expect, it } from '@jest/globals';
import type { Fact } from '../fold/fact.js';
import { checkMaintenance } from './check-maintenance.js';

const planId = 'k1.1';
const onContract = (type: string, slot: number, ticketId: string) => ({
  type,
  kind: 'contract',
  subject: 'k1',
  data: { planId, slot, ticketId },
});
const order = (slot: number, ticketId: string) =>
  onContract('MaintenanceVisitOrdered', slot, ticketId);
const opened = (slot: number, ticketId: string) =>
  onContract('MaintenanceSlotOpened', slot, ticketId);
const onTicket = (type: string, subject: string) => ({ type, kind: 'ticket', subject, data: {} });
const registered = (id: string) => onTicket('TicketRegistered', id);
const cancelled = (id: string) => onTicket('TicketCancelled', id);

function findings(sketches: readonly object[], settledUpTo = sketches.length): string[] {
  const facts = sketches.map((sketch, index) => ({ ...sketch, position: index + 1 }) as Fact);
  const told: string[] = [];
  checkMaintenance(facts, settledUpTo, (kind, what) => told.push(`${kind}: ${what}`));
  return told;
}

const truth = [
  order(1, 't1'),
  registered('t1'),
  cancelled('t1'),
  opened(1, 't1'),
  order(1, 't2'),
  registered('t2'),
  onContract('MaintenanceVisitDone', 1, 't2'),
];

describe('what must come of ordered visits', () => {
  it('is there in a true history, also while the last of it is on its way', () => {
    expect(findings(truth)).toEqual([]);
    expect(findings(truth.slice(0, 5), 4)).toEqual([]);
    expect(findings(truth.slice(0, 3), 2)).toEqual([]);
  });

  it('is missed', () => {
    expect(findings(truth.slice(0, 1))).toEqual([
      'effect-missing: visit t1 was ordered and never registered',
    ]);
    expect(findings(truth.slice(0, 3))).toEqual([
      'effect-missing: visit t1 was lost, and its slot is not open',
    ]);
  });

  it('is found where it is there twice', () => {
    expect(findings([...truth, opened(1, 't2')])).toEqual([
      'effect-doubled: visit t2 ended 2 times',
    ]);
    expect(findings([order(1, 't1'), registered('t1'), order(1, 't2'), registered('t2')])).toEqual([
      'effect-doubled: k1.1 slot 1: ordered twice, at 3',
    ]);
  });
});
