import type { CarryOverReason, EscalationLevel } from '@gongdan/contracts';
import type { Column } from '@gongdan/projections';
import type { RecordedTicketEvent } from './ticket-event.js';

/** Who looks after a ticket, and whether it was left over from an earlier day. */
export type RowAttention = {
  readonly level: EscalationLevel;
  /** The working day that it was carried over to last; null: it was not, or what was left is done. */
  readonly carried_over_on: string | null;
  readonly carried_over_reason: CarryOverReason | null;
};

const NOT_CARRIED_OVER = { carried_over_on: null, carried_over_reason: null } as const;

export const NO_ATTENTION: RowAttention = { level: 'handler', ...NOT_CARRIED_OVER };

export const ATTENTION_COLUMNS: { readonly [column in keyof RowAttention]: Column } = {
  level: { type: 'text' },
  carried_over_on: { type: 'date', nullable: true },
  carried_over_reason: { type: 'text', nullable: true },
};

type Attended = RowAttention & {
  readonly technician_id: string | null;
  readonly state_class: string;
};

/**
 * The row with what an event that it shows already means for the attention it gets, as the domain has it: the flag
 * ends with a technician where it was not dispatched, and with the work in any case.
 */
export function withAttention<R extends Attended>(row: R, event: RecordedTicketEvent): R {
  const next = { ...row, ...changed(event) };
  return isDispatchedOrDone(next) ? { ...next, ...NOT_CARRIED_OVER } : next;
}

function changed(event: RecordedTicketEvent): Partial<RowAttention> {
  switch (event.type) {
    case 'TicketEscalated':
      return { level: event.data.to };
    case 'TicketCarriedOver':
      return { carried_over_on: event.data.day, carried_over_reason: event.data.reason };
    case 'TicketReopened':
      return NO_ATTENTION;
    default:
      return {};
  }
}

const isDispatchedOrDone = (row: Attended): boolean =>
  (row.carried_over_reason === 'not-dispatched' && row.technician_id !== null) ||
  !['open', 'active', 'paused'].includes(row.state_class);
