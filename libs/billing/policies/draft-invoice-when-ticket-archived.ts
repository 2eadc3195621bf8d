import type { CommandBus } from '@nestjs/cqrs';
import {
  GongdanError,
  splitStreamName,
  streamName,
  type Clock,
  type Instant,
  type RecordedEvent,
} from '@gongdan/core';
import {
  archivedVisitOf,
  countsAgainstContract,
  localDay,
  signedContractOf,
  ticketOutlineOf,
  type CustomerEvent,
  type TicketCommands,
  type TicketEvent,
} from '@gongdan/contracts';
import { policyCommandContext, type Policy, type Reaction } from '@gongdan/event-feed';
import { accepted, readWholeStream, type EventStore } from '@gongdan/event-store';
import { DraftInvoice } from '../commands/draft-invoice/draft-invoice.handler.js';
import { billableTicketOf, type BillableTicket } from '../domain/billable-ticket.js';
import type { Draft } from '../domain/invoice.js';
import { invoiceIdOf } from '../domain/invoice-id.js';
import { issueTerms } from '../domain/issue-terms.js';
import { priceListOn, type PriceList } from '../domain/price-list.js';
import { priceTicket, type Priced } from '../domain/price-ticket.js';
import { leaveToPeople } from './leave-to-people.js';
import { settleTicket } from './settle-ticket.js';

type VisitUsed = Extract<CustomerEvent, { type: 'ContractVisitUsed' }>['data'];

export interface BillingPolicyOptions {
  readonly store: Pick<EventStore, 'readStream'>;
  readonly commands: Pick<CommandBus, 'execute'>;
  readonly tickets: TicketCommands;
  readonly clock: Clock;
  readonly priceLists: readonly PriceList[];
  readonly timeZone: string;
}

/**
 * An archived ticket is priced as it stood when it was archived. Where there is something to pay it
 * becomes an invoice: a small one is issued at once, a larger one is left for finance to issue. Where there
 * is nothing to pay the ticket is settled. Where the visit counts against a contract, this waits for the count
 * (`ContractVisitUsed`): only the contract’s own stream can say whether this was still a covered one. What cannot be
 * priced is left to people, and the ticket in billing.
 */
export class DraftInvoiceWhenTicketArchived implements Policy {
  readonly name = 'draft-invoice-when-ticket-archived';
  readonly types = ['TicketArchived', 'ContractVisitUsed'];

  constructor(private readonly options: BillingPolicyOptions) {}

  react(event: RecordedEvent, reaction: Reaction): Promise<void> {
    return event.type === 'TicketArchived'
      ? this.onArchived(event, reaction)
      : this.onVisitUsed(event, reaction);
  }

  private async onArchived(archived: RecordedEvent, reaction: Reaction): Promise<void> {
    const { store, timeZone } = this.options;
    const events = await readWholeStream(store, archived.stream, archived.version);
    const ticket = billableTicketOf(asTicketEvents(events));
    if (ticket?.stage !== 'billing') return; // this workflow does not bill
    const contract =
      ticket.contractId === null ? undefined : await this.contract(ticket.contractId);
    if (countsAgainstContract(ticket, contract, archivedVisitOf(archived, timeZone))) return;
    await this.bill(ticket, false, archived.occurredAt, reaction);
  }

  private async onVisitUsed(event: RecordedEvent, reaction: Reaction): Promise<void> {
    const { ticketId, cycle, visitsUsed } = event.data as VisitUsed;
    const { id: contractId } = splitStreamName(event.stream);
    const contract = await this.contract(contractId);
    const events = await readWholeStream(this.options.store, streamName('ticket', ticketId));
    const archived = events.find(
      (each, index) =>
        each.type === 'TicketArchived' &&
        ticketOutlineOf(asTicketEvents(events.slice(0, index + 1)))?.cycle === cycle,
    );
    if (!archived || !contract) return;
    const ticket = billableTicketOf(asTicketEvents(events.slice(0, archived.version)));
    if (ticket?.stage !== 'billing') return;
    const covered = visitsUsed <= contract.visitLimit;
    await this.bill(ticket, covered, archived.occurredAt, reaction);
  }

  private async bill(
    ticket: BillableTicket,
    coveredByContract: boolean,
    archivedAt: Instant,
    reaction: Reaction,
  ): Promise<void> {
    const { store, priceLists, timeZone } = this.options;
    const { ticketId, cycle } = ticket;
    const invoiceId = invoiceIdOf(ticketId, cycle);
    const before = await store.readStream(streamName('invoice', invoiceId), { limit: 1 });
    if (before.length > 0) return; // told again: the prices of the first time stay
    const prices = priceListOn(priceLists, localDay(archivedAt, timeZone));
    const priced = pricedOrNot(ticket, prices, coveredByContract);
    if (priced instanceof GongdanError) {
      return leaveToPeople(store, this.options.tickets, ticket, priced, reaction);
    }
    if (priced.total.amountMinor === 0) {
      const settlement = { outcome: priced.ifNothingToPay, cycle };
      return settleTicket(store, this.options.tickets, ticketId, settlement, reaction);
    }
    await this.draft(ticket, draftOf(invoiceId, ticket, priced), prices, reaction);
  }

  private async draft(
    ticket: BillableTicket,
    draft: Draft,
    prices: PriceList,
    reaction: Reaction,
  ): Promise<void> {
    const { commands, priceLists, clock, timeZone } = this.options;
    const issue =
      draft.total.amountMinor <= prices.issueAtOnceUpTo
        ? issueTerms(ticket, priceLists, clock.now(), timeZone)
        : undefined;
    const context = policyCommandContext(reaction, 'draft');
    accepted(await commands.execute(new DraftInvoice(draft, issue, context)));
  }

  private async contract(contractId: string) {
    const stream = streamName('contract', contractId);
    return signedContractOf(await this.options.store.readStream(stream, { limit: 1 }));
  }
}

/** The prices, or why what is recorded on the ticket has none. */
function pricedOrNot(
  ...[ticket, prices, coveredByContract]: Parameters<typeof priceTicket>
): Priced | GongdanError {
  try {
    return priceTicket(ticket, prices, coveredByContract);
  } catch (error) {
    if (error instanceof GongdanError && error.category === 'rejected') return error;
    throw error;
  }
}

const asTicketEvents = (events: readonly RecordedEvent[]) => events as readonly TicketEvent[];

function draftOf(invoiceId: string, ticket: BillableTicket, priced: Priced): Draft {
  const { ticketId, customerId, cycle, technicianIds } = ticket;
  const { lines, net, taxRatePercent, tax, total } = priced;
  return {
    invoiceId,
    ticketId,
    customerId,
    cycle,
    net,
    taxRatePercent,
    tax,
    total,
    technicianIds: [...technicianIds],
    lines: [...lines],
  };
}
