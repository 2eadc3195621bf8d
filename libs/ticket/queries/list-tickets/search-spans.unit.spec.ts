import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayWord, monthWord } from '../../projections/index.js';
import { searchSpans } from './search-spans.js';

const instant = fc
  .date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('2030-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

describe('search spans', () => {
  it('hold every moment between oldest and newest in exactly one span, under one of its words', () => {
    fc.assert(
      fc.property(instant, instant, instant, fc.boolean(), (a, b, c, descending) => {
        const [oldest, middle, newest] = [a, b, c].sort() as [string, string, string];
        const spans = [...searchSpans(oldest, newest, descending)];
        for (const moment of [oldest, middle, newest]) {
          const holding = spans.filter(({ from, to }) => moment >= from && moment < to);
          expect(holding).toHaveLength(1);
          const words = holding[0]?.words;
          if (words) {
            expect(words.includes(dayWord(moment)) || words.includes(monthWord(moment))).toBe(true);
          }
        }
        expect(spans.length).toBeLessThanOrEqual(9);
      }),
      { numRuns: 500 },
    );
  });

  it('begin where the list begins and touch each other', () => {
    for (const descending of [true, false]) {
      const spans = [
        ...searchSpans('2024-02-28T10:00:00.000Z', '2026-03-02T09:00:00.000Z', descending),
      ];
      const edges = descending ? spans.toReversed() : spans;
      expect(edges[0]?.from).toBe('2024-02-28T00:00:00.000Z');
      expect(edges.at(-1)?.to).toBe('2026-03-03T00:00:00.000Z');
      edges.slice(1).forEach((span, index) => expect(span.from).toBe(edges[index]?.to));
    }
  });
});
