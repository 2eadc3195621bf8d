import { describe, expect, it } from '@jest/globals';
import { Agenda } from './agenda.js';

describe('an agenda', () => {
  it('gives what is due, once, lane by lane, the earliest first', () => {
    const agenda = new Agenda(100);
    const run = () => Promise.resolve();
    for (const [atMs, lane] of [
      [250, 'b'],
      [299, 'a'],
      [10, 'b'],
      [299, 'b'],
      [300, 'a'],
      [120, 'a'],
    ] as const) {
      agenda.add({ atMs, lane, run });
    }
    const due = (endsMs: number) =>
      agenda.takeUntil(endsMs).map((tasks) => tasks.map(({ atMs, lane }) => `${lane}${atMs}`));
    expect(due(300)).toEqual([
      ['b10', 'b250', 'b299'],
      ['a120', 'a299'],
    ]);
    expect(due(300)).toEqual([]);
    expect(due(301)).toEqual([['a300']]);
  });
});
