import { GongdanError } from '@gongdan/core';
import type { Money } from '@gongdan/contracts';

/** Amounts are whole minor units (fen, cents); arithmetic is exact and refuses to leave the safe range. */
const checked = (amount: bigint): number => {
  const result = Number(amount);
  if (Number.isSafeInteger(result)) return result;
  throw new GongdanError({
    code: 'BILLING.AMOUNT_TOO_LARGE',
    category: 'rejected',
    message: 'An amount is beyond what can be counted exactly.',
    hint: 'Check quantities and prices.',
  });
};

export const times = (amountMinor: number, quantity: number): number =>
  checked(BigInt(amountMinor) * BigInt(quantity));

export const sum = (amountsMinor: readonly number[]): number =>
  checked(amountsMinor.reduce((total, amount) => total + BigInt(amount), 0n));

/**
 * `percent` (a whole number) of an amount that is not negative, rounded half up to a whole minor unit:
 * 0.5 of a fen becomes 1. Rounded once, on the net total and not line by line.
 */
export const percentageOf = (amountMinor: number, percent: number): number =>
  checked((BigInt(amountMinor) * BigInt(percent) * 2n + 100n) / 200n);

export const money = (amountMinor: number, currency: string): Money => ({ amountMinor, currency });
