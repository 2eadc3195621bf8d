import { isRungOvertaken, type Move } from '@gongdan/contracts';
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
  'TicketReopened',
  'TicketArchived',
] as const;

const OF_COMPLAINTS = ['ComplaintEscalated', 'ComplaintClosed'];
/** A reopened ticket begins at the foot of the ladder again. */
const OF_TICKETS = [
  'TicketEscalated',
  'TicketClosed',
  'TicketCancelled',
  'TicketMerged',
  'TicketReopened',
];

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
      return later.some((event) => OF_TICKETS.includes(event.type) || endsJourney(event));
  }
}

/** Internal service ends in the archive: it has no event `TicketClosed`. */
const endsJourney = ({ type, data }: Pick<RecordedEvent, 'type' | 'data'>): boolean =>
  type === 'TicketArchived' && (data['move'] as Move | undefined)?.stage === 'closed';
