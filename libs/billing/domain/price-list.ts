import { GongdanError } from '@gongdan/core';

/** What the house asks for its services from a day on. Amounts in minor units of `currency`. */
export interface PriceList {
  readonly id: string;
  /** First day on which it is in force; the next list’s first day ends it. */
  readonly validFrom: string;
  readonly currency: string;
  readonly taxRatePercent: number;
  /** Days from the issue of an invoice to the day it is due. */
  readonly paymentDays: number;
  /** A total up to this is issued with its draft; finance issues larger ones. 0: finance issues all. */
  readonly issueAtOnceUpTo: number;
  readonly callOut: {
    /** For regions that are not named, and where none is known. */
    readonly standard: number;
    readonly regions: Readonly<Record<string, number>>;
  };
  readonly labourPerQuarterHour: number;
}

/** The list in force on a day; undefined where the day lies before the first. */
export const findPriceList = (lists: readonly PriceList[], day: string): PriceList | undefined =>
  lists
    .filter((list) => list.validFrom <= day)
    .toSorted((a, b) => a.validFrom.localeCompare(b.validFrom))
    .at(-1);

/** The list in force on a day. Throws `BILLING.NO_PRICE_LIST` where the day lies before the first. */
export function priceListOn(lists: readonly PriceList[], day: string): PriceList {
  const inForce = findPriceList(lists, day);
  if (inForce) return inForce;
  throw new GongdanError({
    code: 'BILLING.NO_PRICE_LIST',
    category: 'rejected',
    message: `No price list is in force on ${day}.`,
    hint: 'Add one to config/price-lists, restart, and replay the dead letter.',
  });
}
