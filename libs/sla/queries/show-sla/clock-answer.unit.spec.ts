import { describe, expect, it } from '@jest/globals';
import { LEDGER_SEGMENTS_MAX } from '../../domain/index.js';
import { bookOf, clockOf, ms, policyOf, TicketStory, within } from '../../testing/ticket-story.js';
import { clockAnswer } from './clock-answer.js';

const book = bookOf([policyOf([clockOf('resolution', [within(4)])])]);

/** Of a ticket that nobody touches: every working day is one segment, and the time until the next one another. */
function answerAt(asOf: string) {
  const evaluation = new TicketStory().registered('2022-01-03T09:00').judge(book, asOf);
  const [run] = evaluation.runs;
  if (run === undefined) throw new Error('nothing was promised');
  return clockAnswer(run, evaluation, [], ms(asOf));
}

describe('the ledger of a clock that runs for years', () => {
  const WORKING_DAYS = LEDGER_SEGMENTS_MAX / 2;
  const afterDays = new Date(ms('2022-01-03T09:00') + (WORKING_DAYS / 5) * 7 * 86_400_000);
  const notShown = /^Older segments that are not shown/;

  it('is shown whole up to the limit', () => {
    const answer = answerAt(afterDays.toISOString());
    expect(answer.segments).toHaveLength(LEDGER_SEGMENTS_MAX);
    expect(answer.segments[0]?.from).toBe('2022-01-03T09:00:00.000Z');
    expect(answer.segmentsLeftOut).toBe(0);
    expect(answer.explanation.filter((line) => notShown.test(line))).toEqual([]);
  });

  it('is shown by its newest segments beyond it, and says so; the sums are of the whole', () => {
    const answer = answerAt(new Date(afterDays.getTime() + 60_000).toISOString());
    expect(answer.segments).toHaveLength(LEDGER_SEGMENTS_MAX);
    expect(answer.segments[0]?.from).toBe('2022-01-03T17:00:00.000Z');
    expect(answer.segmentsLeftOut).toBe(1);
    expect(answer.explanation.filter((line) => notShown.test(line))).toEqual([
      'Older segments that are not shown: 1; the sums include them.',
    ]);
    expect(answer.buckets.runningMs).toBe(WORKING_DAYS * 8 * 3_600_000 + 60_000);
  });
});
