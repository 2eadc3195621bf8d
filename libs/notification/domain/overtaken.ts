import { isRungOvertaken } from '@gongdan/contracts';
import type { RecordedEvent } from '@gongdan/core';
import type { NoticeFacts } from './notice.js';

/** Events that may overtake a notice. */
export const OVERTAKING_TYPES = [
  'SlaClockMet',
  'SlaClockMissed',
  'SlaClockCancelled',
  'SlaClockSuperseded',
  'SlaClockRetargeted',
  'ComplaintEscalated',
  'ComplaintClosed',
  'TicketEscalated',
  'TicketClosed',
  'TicketCancelled',
  'TicketMerged',
] as const;

const OF_COMPLAINTS = ['ComplaintEscalated', 'ComplaintClosed'];
const OF_TICKETS = ['TicketEscalated', 'TicketClosed', 'TicketCancelled', 'TicketMerged'];

/** Whether what its stream tells after a notice’s event makes untrue, or pointless, what the notice says. */
export function isOvertaken(
  { kind, promise }: Pick<NoticeFacts, 'kind' | 'promise'>,
  later: readonly Pick<RecordedEvent, 'type' | 'data'>[],
): boolean {
  switch (kind) {
    case 'promise-at-risk':
      return (
        promise !== null && isRungOvertaken({ ...promise, standing: { verdict: 'open' } }, later)
      );
    case 'promise-broken':
      return (
        promise !== null &&
        isRungOvertaken({ ...promise, standing: { verdict: 'breached' } }, later)
      );
    case 'complaint-opened':
    case 'complaint-escalated':
      return later.some(({ type }) => OF_COMPLAINTS.includes(type));
    case 'ticket-escalated':
      return later.some(({ type }) => OF_TICKETS.includes(type));
  }
}
