import { hash } from 'node:crypto';

/** A whole number below 2^53, evenly spread, the same on every machine. */
export const hash53 = (text: string): number =>
  Number.parseInt(hash('sha1', text, 'hex').slice(0, 13), 16);
