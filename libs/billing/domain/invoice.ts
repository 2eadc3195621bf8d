import { ok, refuse, type Decider, type Refusal, type Result } from '@gongdan/core';
import type { InvoiceEvent } from '@gongdan/contracts';
import { invoiceRefusals } from './invoice-refusals.js';
import { money } from './money.js';

type DataOf<Type extends InvoiceEvent['type']> = Extract<InvoiceEvent, { type: Type }>['data'];
export type Draft = DataOf<'InvoiceDrafted'>;
export type Issue = DataOf<'InvoiceIssued'>;

export interface InvoiceState {
  readonly status: 'unknown' | 'draft' | 'issued' | 'voided';
  readonly customerId: string | null;
  readonly ticketId: string;
  readonly cycle: number;
  readonly technicianIds: readonly string[];
  readonly currency: string;
  /** What is still to be paid, in minor units. */
  readonly outstandingMinor: number;
  /** Whether anything was paid on it. */
  readonly paid: boolean;
}

export type InvoiceCommand =
  | {
      readonly type: 'DraftInvoice';
      readonly draft: Draft;
      /** Issue it in the same breath. */
      readonly issue?: Issue;
    }
  | { readonly type: 'IssueInvoice'; readonly issue: Issue }
  | { readonly type: 'VoidInvoice'; readonly reason: string }
  | {
      readonly type: 'RecordPayment';
      readonly payment: Omit<DataOf<'PaymentReceived'>, 'outstanding'>;
    };

type Decision = Result<readonly InvoiceEvent[], Refusal>;

const initial: InvoiceState = {
  status: 'unknown',
  customerId: null,
  ticketId: '',
  cycle: 0,
  technicianIds: [],
  currency: 'XXX',
  outstandingMinor: 0,
  paid: false,
};

function decide(state: InvoiceState, command: InvoiceCommand): Decision {
  switch (command.type) {
    case 'DraftInvoice': {
      // A ticket's cycle is billed once: the policy may be told of it again.
      if (state.status !== 'unknown') return ok([]);
      const drafted: InvoiceEvent = { type: 'InvoiceDrafted', data: command.draft };
      const { issue } = command;
      return ok(
        issue === undefined ? [drafted] : [drafted, { type: 'InvoiceIssued', data: issue }],
      );
    }
    case 'IssueInvoice':
      return notADraft(state) ?? ok([{ type: 'InvoiceIssued', data: command.issue }]);
    case 'VoidInvoice':
      return notADraft(state) ?? voidDraft(state, command.reason);
    case 'RecordPayment':
      return recordPayment(state, command.payment);
  }
}

/** The refusal of what is done to drafts alone; undefined: it is one. */
function notADraft({ status }: InvoiceState): Result<never, Refusal> | undefined {
  switch (status) {
    case 'unknown':
      return refuse(invoiceRefusals.notFound());
    case 'issued':
      return refuse(invoiceRefusals.alreadyIssued());
    case 'voided':
      return refuse(invoiceRefusals.voided());
    case 'draft':
      return undefined;
  }
}

/** What was collected on a draft is money of the customer’s, who must get an invoice for it. */
const voidDraft = ({ paid }: InvoiceState, reason: string): Decision =>
  paid
    ? refuse(invoiceRefusals.moneyReceived())
    : ok([{ type: 'InvoiceVoided', data: { reason } }]);

/** Small sums are collected before finance issues the invoice: a draft can be paid, too. */
function recordPayment(
  state: InvoiceState,
  payment: Omit<DataOf<'PaymentReceived'>, 'outstanding'>,
): Decision {
  const { amountMinor, currency } = payment.amount;
  if (state.status === 'unknown') return refuse(invoiceRefusals.notFound());
  if (state.status === 'voided') return refuse(invoiceRefusals.voided());
  if (currency !== state.currency) {
    return refuse(invoiceRefusals.otherCurrency(currency, state.currency));
  }
  if (amountMinor <= 0) return refuse(invoiceRefusals.amountNotPositive());
  if (state.outstandingMinor === 0) return refuse(invoiceRefusals.alreadyPaid());
  if (amountMinor > state.outstandingMinor) {
    return refuse(invoiceRefusals.moreThanOutstanding(state.outstandingMinor, currency));
  }
  const outstanding = money(state.outstandingMinor - amountMinor, currency);
  return ok([{ type: 'PaymentReceived', data: { ...payment, outstanding } }]);
}

function evolve(state: InvoiceState, event: InvoiceEvent): InvoiceState {
  switch (event.type) {
    case 'InvoiceDrafted': {
      const { customerId, ticketId, cycle, technicianIds, total } = event.data;
      return {
        status: 'draft',
        customerId,
        ticketId,
        cycle,
        technicianIds: technicianIds ?? [],
        currency: total.currency,
        outstandingMinor: total.amountMinor,
        paid: false,
      };
    }
    case 'InvoiceIssued':
      return { ...state, status: 'issued' };
    case 'InvoiceVoided':
      return { ...state, status: 'voided', outstandingMinor: 0 };
    case 'PaymentReceived':
      return { ...state, outstandingMinor: event.data.outstanding.amountMinor, paid: true };
    default:
      return state;
  }
}

export const invoiceDecider: Decider<InvoiceState, InvoiceCommand, InvoiceEvent> = {
  initial,
  decide,
  evolve,
};
