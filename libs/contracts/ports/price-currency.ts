/**
 * What the ticket stage asks of billing before parts are recorded. Billing implements it (token PRICE_CURRENCY), since
 * no stage may import another.
 */
export interface PriceCurrency {
  /** ISO 4217 code of the price list that is in force today; undefined: none is. */
  today(): string | undefined;
}
