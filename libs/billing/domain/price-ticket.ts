import { GongdanError } from '@gongdan/core';
import type { InvoiceEvent, Money } from '@gongdan/contracts';
import type { BillablePart, BillableTicket } from './billable-ticket.js';
import { money, percentageOf, sum, times } from './money.js';
import type { PriceList } from './price-list.js';

export type InvoiceLine = Extract<
  InvoiceEvent,
  { type: 'InvoiceDrafted' }
>['data']['lines'][number];

export interface Priced {
  readonly lines: readonly InvoiceLine[];
  readonly net: Money;
  readonly taxRatePercent: number;
  readonly tax: Money;
  readonly total: Money;
  /** What the ticket is settled with where there is nothing to pay. */
  readonly ifNothingToPay: 'covered' | 'nothing-to-bill';
}

/** Labour is charged by the started quarter hour over all of a cycle’s work, not entry by entry. */
const QUARTER_HOUR_MINUTES = 15;
/** Most lines of one invoice. */
export const INVOICE_LINES_MAX = 1_000;

type Cover = 'none' | 'warranty' | 'all';

/**
 * Prices what was done in a ticket’s present cycle. *Paid*: everything is priced, the category says so.
 * *Free*: the visit and what is covered by warranty cost nothing, the rest is priced. *Contract*: nothing
 * costs anything while the contract covers the visit, beyond that it is priced like paid work.
 * *Internal*: there is nothing to bill. Throws `BILLING.CURRENCY_MISMATCH`, `BILLING.NEGATIVE_PRICE`,
 * `BILLING.TOO_MANY_LINES`, `BILLING.AMOUNT_TOO_LARGE` (all rejected).
 */
export function priceTicket(
  ticket: BillableTicket,
  prices: PriceList,
  coveredByContract: boolean,
): Priced {
  const cover = coverOf(ticket, coveredByContract);
  const lines =
    ticket.category === 'internal'
      ? []
      : [
          ...callOutLines(ticket, prices, cover),
          ...labourLines(ticket, prices, cover),
          ...mergeEqualParts(ticket.parts).map((part) => partLine(part, prices, cover)),
        ];
  if (lines.length > INVOICE_LINES_MAX) throw tooManyLines(lines.length);
  const net = sum(lines.map(({ amount }) => amount.amountMinor));
  const tax = percentageOf(net, prices.taxRatePercent);
  return {
    lines,
    net: money(net, prices.currency),
    taxRatePercent: prices.taxRatePercent,
    tax: money(tax, prices.currency),
    total: money(sum([net, tax]), prices.currency),
    ifNothingToPay: lines.some(({ covered }) => covered) ? 'covered' : 'nothing-to-bill',
  };
}

function coverOf(ticket: BillableTicket, coveredByContract: boolean): Cover {
  if (ticket.category === 'free') return 'warranty';
  return ticket.category === 'contract' && coveredByContract ? 'all' : 'none';
}

function callOutLines(ticket: BillableTicket, prices: PriceList, cover: Cover): InvoiceLine[] {
  if (!ticket.visited) return [];
  const { standard, regions } = prices.callOut;
  const named = ticket.region !== null && Object.hasOwn(regions, ticket.region);
  const price = named ? (regions[ticket.region ?? ''] ?? standard) : standard;
  const description = named ? `Call-out, ${ticket.region}` : 'Call-out';
  return [line('call-out', description, 1, money(price, prices.currency), cover !== 'none')];
}

function labourLines(ticket: BillableTicket, prices: PriceList, cover: Cover): InvoiceLine[] {
  return [true, false].flatMap((isCovered) => {
    const minutes = sum(
      ticket.work
        .filter((work) => isCovered === covers(cover, work.coveredByWarranty))
        .map((work) => work.minutes),
    );
    if (minutes === 0) return [];
    const price = money(prices.labourPerQuarterHour, prices.currency);
    const quarters = Math.ceil(minutes / QUARTER_HOUR_MINUTES);
    const description = `Labour, ${minutes} minutes in started quarter hours`;
    return [line('labour', description, quarters, price, isCovered)];
  });
}

function partLine(part: BillablePart, prices: PriceList, cover: Cover): InvoiceLine {
  const { unitPrice, description, quantity } = part;
  if (unitPrice.currency !== prices.currency) throw currencyMismatch(part, prices);
  if (unitPrice.amountMinor < 0) throw negativePrice(part);
  return line('part', description, quantity, unitPrice, covers(cover, part.coveredByWarranty));
}

const covers = (cover: Cover, coveredByWarranty: boolean): boolean =>
  cover === 'all' || (cover === 'warranty' && coveredByWarranty);

const line = (
  kind: InvoiceLine['kind'],
  description: string,
  quantity: number,
  unitPrice: Money,
  covered: boolean,
): InvoiceLine => ({
  kind,
  description,
  quantity,
  unitPrice,
  covered,
  amount: money(covered ? 0 : times(unitPrice.amountMinor, quantity), unitPrice.currency),
});

/** The same part at the same price, recorded several times, is one line. */
function mergeEqualParts(parts: readonly BillablePart[]): readonly BillablePart[] {
  const merged = new Map<string, BillablePart>();
  for (const part of parts) {
    const { code, description, unitPrice, coveredByWarranty } = part;
    const { amountMinor, currency } = unitPrice;
    const key = JSON.stringify([code, description, amountMinor, currency, coveredByWarranty]);
    const quantity = sum([merged.get(key)?.quantity ?? 0, part.quantity]);
    merged.set(key, { ...part, quantity });
  }
  return [...merged.values()];
}

/** What is recorded stays recorded: only a person can decide how it is billed. */
const hint =
  'Bill it by other means and settle the ticket by hand with that invoice’s id, or reopen the ticket and record anew what was done.';

const tooManyLines = (count: number) =>
  new GongdanError({
    code: 'BILLING.TOO_MANY_LINES',
    category: 'rejected',
    message: `The invoice would have ${count} lines; ${INVOICE_LINES_MAX} are the most.`,
    hint,
  });

const currencyMismatch = ({ code, unitPrice }: BillablePart, prices: PriceList) =>
  new GongdanError({
    code: 'BILLING.CURRENCY_MISMATCH',
    category: 'rejected',
    message: `Part ${code} is priced in ${unitPrice.currency}, the price list in ${prices.currency}.`,
    hint,
  });

const negativePrice = ({ code }: BillablePart) =>
  new GongdanError({
    code: 'BILLING.NEGATIVE_PRICE',
    category: 'rejected',
    message: `Part ${code} has a negative price.`,
    hint,
  });
