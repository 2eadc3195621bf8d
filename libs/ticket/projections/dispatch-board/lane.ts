import { isFinal } from '../ticket-event.js';

/** The columns of the dispatch board, in the order of the work. */
export const LANES = [
  'to-approve',
  'to-assign',
  'assigned',
  'accepted',
  'scheduled',
  'en-route',
  'on-site',
  'in-progress',
  'paused',
  'sign-off',
  'billing',
] as const;
export type Lane = (typeof LANES)[number];

const DISPATCH_LANES: readonly string[] = ['assigned', 'accepted', 'scheduled'];
const FIELD_LANES: readonly string[] = ['en-route', 'on-site', 'in-progress'];

interface Standing {
  readonly state: string;
  readonly stage: string;
  readonly state_class: string;
  readonly technician_id: string | null;
  readonly appointment_from: string | null;
}

/**
 * Where a ticket hangs on the board; null: nowhere, it is closed or cancelled. States that are named
 * like a lane hang in it; a state with a name of a workflow's own hangs where its stage and what is
 * arranged so far put it. That a registered ticket needs no approval in some workflows is not known
 * here (a fold never looks at a definition): the query moves those on to `to-assign`.
 */
export function laneOf(ticket: Standing): Lane | null {
  if (isFinal(ticket.state_class)) return null;
  if (ticket.state_class === 'paused') return 'paused';
  switch (ticket.stage) {
    case 'request':
      return ticket.technician_id === null ? 'to-approve' : 'assigned';
    case 'dispatch':
      return dispatchLane(ticket);
    case 'field':
      return FIELD_LANES.includes(ticket.state) ? (ticket.state as Lane) : 'in-progress';
    case 'sign-off':
      return 'sign-off';
    default:
      return 'billing';
  }
}

function dispatchLane(ticket: Standing): Lane {
  if (DISPATCH_LANES.includes(ticket.state)) return ticket.state as Lane;
  if (ticket.technician_id === null) return 'to-assign';
  return ticket.appointment_from === null ? 'assigned' : 'scheduled';
}
