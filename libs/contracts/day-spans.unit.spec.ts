import { describe, expect, it } from '@jest/globals';
import { daySpan, daySpans } from './day-spans.js';

describe('days of a time zone', () => {
  it('begin and end when its clocks say so', () => {
    expect(daySpan('2026-03-02', 'Asia/Shanghai')).toEqual({
      day: '2026-03-02',
      from: '2026-03-01T16:00:00.000Z',
      to: '2026-03-02T16:00:00.000Z',
    });
  });

  it('have 23 or 25 hours where the clocks change', () => {
    const hours = daySpans('2026-03-28', 3, 'Europe/Berlin').map(
      ({ from, to }) => (Date.parse(to) - Date.parse(from)) / 3_600_000,
    );
    expect(hours).toEqual([24, 23, 24]);
  });

  it('touch each other', () => {
    const days = daySpans('2026-10-20', 31, 'America/Sao_Paulo');
    days.slice(1).forEach(({ from }, index) => expect(from).toBe(days[index]?.to));
    expect(days.at(-1)?.day).toBe('2026-11-19');
  });

  it('stay within what an instant can say', () => {
    expect(daySpan('0001-01-01', 'Asia/Shanghai').from).toBe('0001-01-01T00:00:00.000Z');
    expect(daySpan('9999-12-31', 'America/New_York').to).toBe('9999-12-31T23:59:59.999Z');
  });

  it('end with the last day there is', () => {
    const days = daySpans('9999-12-30', 31, 'Asia/Shanghai').map(({ day }) => day);
    expect(days).toEqual(['9999-12-30', '9999-12-31']);
  });
});
