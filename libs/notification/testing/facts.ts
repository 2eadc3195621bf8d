import type { NoticeFacts } from '../domain/notice.js';

/** Of a promise of a ticket that was broken, on 29 November at half past two in London. */
export const brokenPromise: NoticeFacts = {
  kind: 'promise-broken',
  eventId: 'e1',
  eventType: 'SlaClockEscalated',
  stream: 'sla-t1',
  version: 3,
  position: 30,
  occurredAt: '2026-11-29T02:30:00.000Z',
  subject: { kind: 'ticket', id: 't1' },
  ticketIds: ['t1'],
  ticketNumber: '20261129-0007',
  priority: 'high',
  severity: null,
  level: 'dispatch-manager',
  promise: {
    clock: 'arrival',
    cycle: 1,
    policy: { id: 'house', version: 1 },
    rung: 'breach',
    dueAt: '2026-11-29T02:30:00.000Z',
  },
};

export const escalatedComplaint: NoticeFacts = {
  ...brokenPromise,
  kind: 'complaint-escalated',
  eventType: 'ComplaintEscalated',
  stream: 'complaint-k1',
  subject: { kind: 'complaint', id: 'k1' },
  ticketIds: ['t1', 't2'],
  ticketNumber: '20261129-0008',
  priority: null,
  severity: 'serious',
  level: 'executive',
  promise: null,
};
