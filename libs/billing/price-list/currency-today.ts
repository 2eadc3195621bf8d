import type { Clock } from '@gongdan/core';
import { localDay, type PriceCurrency } from '@gongdan/contracts';
import { findPriceList, type PriceList } from '../domain/price-list.js';

/** `timeZone`: the organisation’s, in which its days begin. */
export const currencyToday = (
  lists: readonly PriceList[],
  clock: Clock,
  timeZone: string,
): PriceCurrency => ({
  today: () => findPriceList(lists, localDay(clock.now(), timeZone))?.currency,
});
