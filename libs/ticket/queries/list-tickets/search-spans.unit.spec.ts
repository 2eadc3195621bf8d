import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayWord, monthWord } from '../../projections/index.js';
import { SearchSpans, type SearchSpan, type Yield } from './search-spans.js';

const instant = fc
  .date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('2030-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

const NOTHING: Yield = { found: 0, wanted: 51 };

function spansOf(
  oldest: string,
  newest: string,
  descending: boolean,
  progress: () => Yield = () => NOTHING,
): SearchSpan[] {
  const walk = new SearchSpans(oldest, newest, descending);
  const spans: SearchSpan[] = [];
  for (let span = walk.next(progress()); span !== undefined; span = walk.next(progress())) {
    spans.push(span);
  }
  return spans;
}

const days = ({ from, to }: SearchSpan): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

describe('search spans', () => {
  it('hold every moment between oldest and newest in exactly one span, under one of its words', () => {
    const yields = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1 });
    fc.assert(
      fc.property(instant, instant, instant, fc.boolean(), yields, (a, b, c, descending, found) => {
        const [oldest, middle, newest] = [a, b, c].sort() as [string, string, string];
        let step = 0;
        const progress = (): Yield => ({ found: found[step++ % found.length] ?? 0, wanted: 51 });
        const spans = spansOf(oldest, newest, descending, progress);
        for (const moment of [oldest, middle, newest]) {
          const holding = spans.filter(({ from, to }) => moment >= from && moment < to);
          expect(holding).toHaveLength(1);
          const words = holding[0]?.words;
          if (words) {
            expect(words.includes(dayWord(moment)) || words.includes(monthWord(moment))).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('begin where the list begins, touch each other and become ever wider', () => {
    for (const descending of [true, false]) {
      const [oldest, newest] = ['2016-02-28T10:00:00.000Z', '2026-03-02T09:00:00.000Z'];
      const spans = spansOf(oldest, newest, descending);
      const edges = descending ? spans.toReversed() : spans;
      expect(edges[0]?.from).toBe('2016-02-28T00:00:00.000Z');
      expect(edges.at(-1)?.to).toBe('2026-03-03T00:00:00.000Z');
      edges.slice(1).forEach((span, index) => expect(span.from).toBe(edges[index]?.to));
      expect(spans.slice(0, 3).map(days)).toEqual([1, 3, 12]);
      expect(spans.length).toBeLessThanOrEqual(8);
    }
  });

  it('are as wide as what was found lets expect', () => {
    const walk = new SearchSpans('2016-01-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z', true);
    const widths = [
      walk.next(NOTHING),
      walk.next({ found: 10, wanted: 51 }),
      walk.next({ found: 50, wanted: 51 }),
    ].map((span) => span && days(span));
    expect(widths).toEqual([1, 6, 7]);
  });
});
