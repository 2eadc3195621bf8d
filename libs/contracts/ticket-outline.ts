import type { Move, ServiceCategory } from './vocabulary.js';
import type { TicketEvent } from './registry.js';

/** What other stages need to know of a ticket, read from its published events. */
export interface TicketOutline {
  readonly ticketId: string;
  readonly number: string;
  readonly customerId: string;
  readonly category: ServiceCategory;
  readonly contractId: string | null;
  readonly region: string | null;
  /** The lead first, then the assistants; nobody: empty. */
  readonly technicianIds: readonly string[];
  /** The resolution cycle: 1, after the first reopening 2 … */
  readonly cycle: number;
  /** Where the last move took it. */
  readonly stage: Move['stage'];
  readonly stateClass: Move['stateClass'];
}

/**
 * One step of the fold over a `ticket-<id>` stream, in stream order. Undefined until the ticket is
 * registered. Events of later versions that it does not know leave it as it is.
 */
export function evolveTicketOutline(
  outline: TicketOutline | undefined,
  event: TicketEvent,
): TicketOutline | undefined {
  if (event.type === 'TicketRegistered') {
    const { ticketId, number, customerId, category, contractId, site, move } = event.data;
    return {
      ticketId,
      number,
      customerId,
      category,
      contractId: contractId ?? null,
      region: site?.region ?? null,
      technicianIds: [],
      cycle: 1,
      stage: move.stage,
      stateClass: move.stateClass,
    };
  }
  return outline && { ...outline, ...movedBy(event), ...changedBy(event) };
}

export function ticketOutlineOf(events: Iterable<TicketEvent>): TicketOutline | undefined {
  let outline: TicketOutline | undefined;
  for (const event of events) outline = evolveTicketOutline(outline, event);
  return outline;
}

function movedBy(event: TicketEvent): Partial<TicketOutline> {
  const move = 'move' in event.data ? event.data.move : undefined;
  return move ? { stage: move.stage, stateClass: move.stateClass } : {};
}

const amendedBy = ({
  site,
  contractId,
}: Extract<TicketEvent, { type: 'TicketAmended' }>['data']): Partial<TicketOutline> => ({
  ...(site ? { region: site.region ?? null } : {}),
  ...(contractId === undefined ? {} : { contractId }),
});

function changedBy(event: TicketEvent): Partial<TicketOutline> {
  switch (event.type) {
    case 'TicketAmended':
      return amendedBy(event.data);
    case 'TicketClassified':
      return { category: event.data.category };
    case 'TicketAssigned':
    case 'TicketReassigned':
      return { technicianIds: [event.data.technicianId, ...event.data.assistantIds] };
    case 'TicketDeclined':
      return { technicianIds: [] };
    case 'TicketReopened':
      return { cycle: event.data.cycle };
    default:
      return {};
  }
}
