import { UsageError } from './exit-codes.js';

/** For commander: an option that is a whole number within bounds. */
export const wholeNumber =
  (name: string, min: number, max: number) =>
  (text: string): number => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (number >= min && number <= max) return number;
    throw new UsageError(`${name} is '${text}'; allowed: a whole number from ${min} to ${max}`);
  };
