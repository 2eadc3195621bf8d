import type { Refusal, Result } from '@gongdan/core';
import type { Contact, EscalationLevel, Priority, Site, Window } from '../vocabulary.js';
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

/** A visit that a maintenance plan orders: a ticket of the category `contract`. */
export interface MaintenanceOrder {
  readonly planId: string;
  readonly slot: number;
  readonly contractId: string;
  readonly customerId: string;
  readonly deviceId: string;
  /** The day of the order in the organisation’s zone, `2026-03-02`: it begins the ticket’s number. */
  readonly orderedOn: string;
  readonly wanted: Window;
  readonly title: string;
  readonly description: string;
  readonly priority: Priority;
  readonly contact?: Contact;
  readonly site?: Site;
}

/**
 * The commands that other stages’ policies send to a ticket. The ticket stage implements it (token
 * TICKET_COMMANDS), since no stage may import another. Answers the log position after the command (0:
 * nothing was changed), or the refusal of the ticket’s rules. A ticket that has moved on (settled
 * already, closed, cancelled, in a later cycle) refuses with the category `rejected` and changes nothing.
 */
export interface TicketCommands {
  /** Registers a ticket under an id that was worked out for it: a UUID. */
  registerVisit(
    ticketId: string,
    order: MaintenanceOrder,
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>>;
  settle(
    ticketId: string,
    settlement: Settlement,
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>>;
  /** Writes an internal remark on the voucher. */
  comment(
    ticketId: string,
    text: string,
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
