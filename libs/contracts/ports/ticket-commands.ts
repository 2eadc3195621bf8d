import type { Refusal, Result } from '@gongdan/core';
import type { EscalationLevel } from '../vocabulary.js';
import type { PolicyCommandContext } from './policy-command-context.js';

/** What billing found: an invoice was drafted, a contract or the warranty covers it, or neither. */
export interface Settlement {
  readonly outcome: 'invoiced' | 'covered' | 'nothing-to-bill';
  /** Exactly where the outcome is `invoiced`. */
  readonly invoiceId?: string;
  /** The resolution cycle this is about: a ticket that was reopened meanwhile is left alone. */
  readonly cycle: number;
}

export interface Closing {
  readonly reason?: string;
  /** The resolution cycle this is about: a ticket that was reopened meanwhile is left alone. */
  readonly cycle: number;
}

export interface TicketEscalation {
  /** Default: the next step. */
  readonly to?: EscalationLevel;
  readonly reason: string;
}

/**
 * The commands that other stages’ policies send to a ticket. The ticket stage implements it (token
 * TICKET_COMMANDS), since no stage may import another. Answers the log position after the command (0:
 * nothing was changed), or the refusal of the ticket’s rules. A ticket that has moved on (settled
 * already, closed, cancelled, in a later cycle) refuses with the category `rejected` and changes nothing.
 */
export interface TicketCommands {
  settle(
    ticketId: string,
    settlement: Settlement,
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>>;
  close(
    ticketId: string,
    closing: Closing,
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>>;
  /** A ticket that is as high already refuses with `TICKET.AT_THIS_LEVEL` or `TICKET.AT_THE_TOP`. */
  escalate(
    ticketId: string,
    escalation: TicketEscalation,
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>>;
}
