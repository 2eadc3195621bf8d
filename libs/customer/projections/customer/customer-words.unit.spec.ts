import { describe, expect, it } from '@jest/globals';
import { BEGINNING_LENGTH_MAX, customerSearches, customerWords } from './customer-words.js';

/** What the index does with words and searches. */
const finds = (query: string, name: string | null, phone: string | null = null): boolean => {
  const words = new Set(customerWords(name, phone));
  return customerSearches(query).some((search) => search.every((word) => words.has(word)));
};

describe('a customer is found', () => {
  it.each([
    ['Customer', true],
    ['cust', true],
    ['CUSTOMER ONE', true],
    ['one cust', true],
    ['c', true],
    ['cust*', true],
    ['ustomer', false],
    ['customer two', false],
    ['customers', false],
    ['%', false],
    [' ', false],
  ])('by the beginnings of the words of the name: %j, %s', (query, found) => {
    expect(finds(query, 'Customer One')).toBe(found);
  });

  it.each([
    ['示例', true],
    ['例公', true],
    ['示例公司', true],
    ['公', true],
    ['司公', false],
  ])('by every piece of a Chinese name: %s, %s', (query, found) => {
    expect(finds(query, '北京示例公司')).toBe(found);
  });

  it.each([
    ['+86 10 5555 0101', true],
    ['861055550101', true],
    ['10-5555-0101', true],
    ['(10) 5555.0101', true],
    ['0101', true],
    ['5555 01', true],
    ['５５５５０１０１', true],
    ['0102', false],
    ['101', false],
    ['0101 5555', false],
    ['01 5555', true],
  ])('by the end of the phone number, however it is written: %s, %s', (query, found) => {
    expect(finds(query, null, '+86 10 5555 0101')).toBe(found);
  });

  it('by name and phone together', () => {
    expect(finds('one 0101', 'Customer One', '+86 10 5555 0101')).toBe(true);
    expect(finds('one 0102', 'Customer One', '+86 10 5555 0101')).toBe(false);
  });

  it('by a name of digits, too', () => {
    expect(finds('2026', 'Firm 20261')).toBe(true);
    expect(finds('20260302', 'Firm 20260302')).toBe(true);
  });

  it('by long words up to their limit', () => {
    const name = 'x'.repeat(BEGINNING_LENGTH_MAX);
    expect(finds(name.slice(1), name)).toBe(true);
    expect(finds(`${name}x`, `${name}x`)).toBe(true);
    expect(finds(`${name}y`, `${name}x`)).toBe(true); // not told apart any more
    expect(finds(`y${name}`, name)).toBe(false);
  });

  it('by nothing where nothing is remembered', () => {
    expect(customerWords(null, null)).toBeNull();
    expect(customerSearches('…')).toEqual([]);
  });
});
