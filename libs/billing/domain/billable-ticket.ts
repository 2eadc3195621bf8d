import {
  evolveTicketOutline,
  type Money,
  type TicketEvent,
  type TicketOutline,
} from '@gongdan/contracts';

export interface BillablePart {
  readonly code: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly coveredByWarranty: boolean;
}

/** What billing needs of a ticket: who and what it is, and what was done in its present cycle. */
export interface BillableTicket extends TicketOutline {
  /** Somebody was at the site in this cycle. Work alone does not say so: it may be done from afar. */
  readonly visited: boolean;
  readonly work: readonly { readonly minutes: number; readonly coveredByWarranty: boolean }[];
  readonly parts: readonly BillablePart[];
}

/** Folds a ticket’s events, in stream order. Undefined where it was never registered. */
export function billableTicketOf(events: Iterable<TicketEvent>): BillableTicket | undefined {
  let outline: TicketOutline | undefined;
  let done: Done = NOTHING_DONE;
  for (const event of events) {
    outline = evolveTicketOutline(outline, event);
    done = evolveDone(done, event);
  }
  return outline && { ...outline, ...done };
}

type Done = Pick<BillableTicket, 'visited' | 'work' | 'parts'>;
const NOTHING_DONE: Done = { visited: false, work: [], parts: [] };

function evolveDone(done: Done, event: TicketEvent): Done {
  switch (event.type) {
    case 'TicketReopened':
      return NOTHING_DONE; // what was done before is on the earlier cycle’s invoice
    case 'TechnicianArrived':
      return { ...done, visited: true };
    case 'WorkRecorded': {
      const { minutes, coveredByWarranty } = event.data;
      return { ...done, work: [...done.work, { minutes, coveredByWarranty }] };
    }
    case 'PartsRecorded':
      return { ...done, parts: [...done.parts, ...event.data.parts] };
    default:
      return done;
  }
}
