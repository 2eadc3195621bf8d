/** The loaded, checked price lists. */
export const PRICE_LISTS = Symbol('PRICE_LISTS');
