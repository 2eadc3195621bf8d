import type { Money } from '@gongdan/contracts';
import { LeastRecentlyUsed } from '@gongdan/core';

/** An amount as people write it: `148.40 CNY`, `12000 JPY`; exact, however large. */
export function amountWords({ amountMinor, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
}

const KNOWN_CURRENCIES_MAX = 200;
/** By currency: asking costs more than all the rest, and a rebuild asks for every invoice there ever was. */
const known = new LeastRecentlyUsed<string, number>(KNOWN_CURRENCIES_MAX);

/** How many decimal places a currency has, by ISO 4217; two where it is not known. */
function decimalsOf(currency: string): number {
  const remembered = known.get(currency);
  if (remembered !== undefined) return remembered;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  known.set(currency, decimals);
  return decimals;
}
