import { searchTerms, searchWords } from '@gongdan/core';

/** Beginnings are told apart by so many letters. */
export const BEGINNING_LENGTH_MAX = 24;
/** Fewer last digits would find too many. */
const PHONE_END_LENGTH_MIN = 4;
/** So many digits in groups are a whole number (of a place), not some words of digits. */
const PHONE_WHOLE_LENGTH_MIN = 7;
/** The longest number there is has 15 digits; longer text is no number. */
const PHONE_DIGITS_MAX = 20;

/** What can only be meant as a telephone number. */
const PHONE = /^[\d\s+()./-]+$/;

/**
 * What a customer can be found by: the beginnings of all words of name and phone (of Chinese words every
 * piece), and the ends of the phone number, however its digits are grouped. As words of an array they are
 * looked up in an index whose statistics tell the planner how common each is: a page is found at once by a
 * rare word as by one that every second customer has. Null: there is nothing to find.
 */
export function customerWords(name: string | null, phone: string | null): string[] | null {
  const found = new Set<string>();
  for (const word of searchWords(name, phone)) {
    for (const beginning of beginningsOf(word)) found.add(beginning);
  }
  for (const end of phoneEnds(phone ?? '')) found.add(end);
  return found.size === 0 ? null : [...found];
}

/** What a query looks for: customers that have all words of one of these. None: it has no words. */
export function customerSearches(query: string): readonly (readonly string[])[] {
  const words = [...new Set(searchTerms(query).map(({ word }) => cut(word)))];
  if (words.length === 0) return [];
  const digits = PHONE.test(query) ? digitsOf(query) : '';
  if (digits.length < PHONE_END_LENGTH_MIN) return [words];
  const isWhole = digits.length >= PHONE_WHOLE_LENGTH_MIN && words.length > 1;
  return isWhole ? [[digits]] : [words, [digits]];
}

const cut = (word: string): string => Array.from(word).slice(0, BEGINNING_LENGTH_MAX).join('');

function beginningsOf(word: string): string[] {
  const letters = Array.from(cut(word));
  return letters.map((_, index) => letters.slice(0, index + 1).join(''));
}

const digitsOf = (text: string): string => text.normalize('NFKC').replaceAll(/\D/g, '');

function phoneEnds(phone: string): string[] {
  const digits = digitsOf(phone).slice(-PHONE_DIGITS_MAX);
  const count = Math.max(0, digits.length - PHONE_END_LENGTH_MIN + 1);
  return Array.from({ length: count }, (_, start) => digits.slice(start));
}
