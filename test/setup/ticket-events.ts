import type { ServiceCategory, TicketEvent } from '@gongdan/contracts';
import { moveTo } from './policy-bench.js';

export interface TicketSketch {
  readonly ticketId?: string;
  readonly customerId?: string;
  readonly category?: ServiceCategory;
  readonly contractId?: string;
}

export const registered = ({
  ticketId = 't1',
  customerId = 'c1',
  category = 'paid',
  contractId,
}: TicketSketch = {}): TicketEvent => ({
  type: 'TicketRegistered',
  data: {
    ticketId,
    number: `T-${ticketId}`,
    customerId,
    workflow: { id: category, version: 1 },
    category,
    priority: 'normal',
    channel: 'phone',
    title: 'Air conditioner does not cool',
    description: 'Blows warm air.',
    site: { address: '1 Example Road', region: 'urban' },
    ...(contractId === undefined ? {} : { contractId }),
    move: moveTo('registered', 'request', 'open'),
  },
});

export const assigned = (technicianId = 'f1'): TicketEvent => ({
  type: 'TicketAssigned',
  data: { technicianId, assistantIds: [], move: moveTo('assigned', 'dispatch', 'open') },
});

export const arrived: TicketEvent = {
  type: 'TechnicianArrived',
  data: { technicianId: 'f1', move: moveTo('on-site', 'field', 'active') },
};

export const worked = (minutes: number, coveredByWarranty = false): TicketEvent => ({
  type: 'WorkRecorded',
  data: { technicianId: 'f1', description: 'Work', minutes, coveredByWarranty },
});

/** `finishedAt`: left out as in logs from before it was recorded. */
const archivedOf = (finishedAt?: string): TicketEvent => ({
  type: 'TicketArchived',
  data: {
    ...(finishedAt === undefined ? {} : { finishedAt }),
    move: moveTo('archived', 'billing'),
  },
});

export const archived: TicketEvent = archivedOf();

export const reopened = (cycle: number): TicketEvent => ({
  type: 'TicketReopened',
  data: { reason: 'Fault came back', cycle, move: moveTo('registered', 'request', 'open') },
});

export const settled: TicketEvent = {
  type: 'TicketSettled',
  data: { outcome: 'nothing-to-bill', move: moveTo('awaiting-feedback', 'feedback', 'closed') },
};

/** Everything up to the archive, in one cycle: assigned, at the site, so many minutes of work. */
export const visit = (minutes = 30, finishedAt?: string): readonly TicketEvent[] => [
  assigned(),
  arrived,
  worked(minutes),
  archivedOf(finishedAt),
];
