import { describe, expect, it } from '@jest/globals';
import {
  formatBusinessDuration,
  formatCompactInstant,
  loadCalendars,
  parseBusinessDuration,
} from './index.js';
import { at, CALENDARS_FILE, CASES } from './testing/cases.js';

const calendars = loadCalendars(CALENDARS_FILE);

describe('the cases', () => {
  it('are all there', () => expect(CASES).toHaveLength(72));

  it.each(CASES)('$id: due and elapsed', (one) => {
    const start = at(one.start);
    const calendar = calendars.effectiveAt(one.calendar, start);
    const pauses = one.pauses.map(([from, to]) => ({ from: at(from), to: at(to) }));
    const due = calendar.add(start, parseBusinessDuration(one.target), pauses);
    expect(formatCompactInstant(due)).toBe(one.due);
    const elapsed = calendar.between(start, at(one.until), pauses);
    expect(formatBusinessDuration(elapsed)).toBe(one.elapsed);
  });
});
