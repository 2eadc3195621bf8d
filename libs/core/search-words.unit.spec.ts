import { describe, expect, it } from '@jest/globals';
import {
  WORD_LENGTH_MAX,
  WORDS_MAX,
  searchTerms,
  searchWords,
  type SearchTerm,
} from './search-words.js';

/** What the index does with words and terms. */
const finds = (query: string, text: string): boolean => {
  const words = searchWords(text);
  return searchTerms(query).every(({ word, prefix }: SearchTerm) =>
    words.some((candidate) => (prefix ? candidate.startsWith(word) : candidate === word)),
  );
};

describe('search words', () => {
  it.each([
    ['number as a whole', 'T-20260302-0001', 'T-20260302-0001'],
    ['last part of a number', '0001', 'T-20260302-0001'],
    ['beginning of a number', 't-2026*', 'T-20260302-0001'],
    ['word in any case', 'COOL', 'does not cool'],
    ['several words in any order', 'cool air', 'Air conditioner does not cool'],
    ['beginning of a word', 'cond*', 'Air conditioner'],
    ['full-width letters', 'ＫＦＲ-35GW', 'KFR-35GW'],
    ['piece of a Chinese text', '空调', '客厅空调漏水'],
    ['longer piece of a Chinese text', '空调漏水', '客厅空调漏水'],
    ['one Chinese character in the middle', '调', '客厅空调漏水'],
    ['last Chinese character', '水', '客厅空调漏水'],
    ['Chinese beside Latin', '空调 KFR', '空调KFR不制冷'],
  ])('find by %s', (_, query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it.each([
    ['another word', 'heat', 'Air conditioner does not cool'],
    ['the beginning of a word without a star', 'cond', 'Air conditioner'],
    ['Chinese characters that do not stand together', '空水', '客厅空调漏水'],
    ['one word of two', 'air heat', 'Air conditioner'],
  ])('do not find by %s', (_, query, text) => {
    expect(finds(query, text)).toBe(false);
  });

  it('say nothing of a text without letters', () => {
    expect(searchTerms('* --- !?')).toEqual([]);
    expect(searchWords(null, undefined, '')).toEqual([]);
  });

  it('are bounded in number and length', () => {
    const text = Array.from({ length: WORDS_MAX + 1 }, (_, index) => `word${index}`).join(' ');
    expect(searchWords(text)).toHaveLength(WORDS_MAX);
    const long = 'x'.repeat(WORD_LENGTH_MAX + 1);
    expect(searchWords(long)).toEqual(['x'.repeat(WORD_LENGTH_MAX)]);
    expect(finds(long, long)).toBe(true);
  });
});
