import { invariant } from '@gongdan/core';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SUFFIX_LENGTH = 8;

/**
 * The number people say on the phone: `T-20260302-7K3N9XQ2`. `day`: the registration day in the
 * organisation’s zone, `2026-03-02`; `ticketId`: a UUID, whose last 40 bits (random in every
 * version used here) become the suffix, in letters and digits that are not mistaken for one
 * another.
 */
export function ticketNumberOf(day: string, ticketId: string): string {
  const digits = ticketId.replaceAll('-', '').slice(-10);
  invariant(/^[0-9a-f]{10}$/i.test(digits), `a new ticket’s id must be a UUID: ${ticketId}`);
  let bits = Number.parseInt(digits, 16);
  let suffix = '';
  for (let place = 0; place < SUFFIX_LENGTH; place++) {
    suffix = (ALPHABET[bits % ALPHABET.length] ?? '') + suffix;
    bits = Math.floor(bits / ALPHABET.length);
  }
  return `T-${day.replaceAll('-', '')}-${suffix}`;
}
