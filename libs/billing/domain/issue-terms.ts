import type { Instant } from '@gongdan/core';
import { dayAfter, localDay } from '@gongdan/contracts';
import type { Issue } from './invoice.js';
import { invoiceNumberOf } from './invoice-id.js';
import { priceListOn, type PriceList } from './price-list.js';

/** The terms of an invoice that is issued now: its number and the day it is due. */
export function issueTerms(
  ticket: { readonly number: string; readonly cycle: number },
  lists: readonly PriceList[],
  now: Instant,
  timeZone: string,
): Issue {
  const today = localDay(now, timeZone);
  return {
    number: invoiceNumberOf(ticket.number, ticket.cycle),
    issuedAt: now,
    dueOn: dayAfter(today, priceListOn(lists, today).paymentDays),
  };
}
