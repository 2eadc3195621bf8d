import { describe, expect, it } from '@jest/globals';
import { formatProblem, TimeReader, type TimeFormat } from './time-reader.js';

const reader = (over: Partial<TimeFormat> = {}) =>
  new TimeReader({
    formats: ['d/M/yyyy HH:mm'],
    zone: 'America/Sao_Paulo',
    locale: 'en',
    ambiguous: 'earlier',
    nonexistent: 'later',
    ...over,
  });

const read = (text: string, over: Partial<TimeFormat> = {}) => {
  const time = reader(over).read(text);
  return time.ok ? time.instant : time.reason;
};

describe('TimeReader', () => {
  it('reads a local time in its zone, in summer and in winter', () => {
    expect(read('29/2/2016 01:16')).toBe('2016-02-29T04:16:00.000Z');
    expect(read('25/12/2016 01:16')).toBe('2016-12-25T03:16:00.000Z');
  });

  it.each([
    [
      '31.12.2025 23:59',
      { formats: ['dd.MM.yyyy HH:mm'], zone: 'Europe/Berlin' },
      '2025-12-31T22:59:00.000Z',
    ],
    [
      '3/7/2026 1:05:09 PM',
      { formats: ['M/d/yyyy h:mm:ss a'], zone: 'UTC' },
      '2026-03-07T13:05:09.000Z',
    ],
    [
      '12:30 AM 2026-03-07',
      { formats: ['hh:mm a yyyy-MM-dd'], zone: 'UTC' },
      '2026-03-07T00:30:00.000Z',
    ],
    [
      '7. März 2026 08:00',
      { formats: ['d. MMMM yyyy HH:mm'], locale: 'de', zone: 'UTC' },
      '2026-03-07T08:00:00.000Z',
    ],
    [
      '2026-03-07 08:00:00.125 +08:00',
      { formats: ['yyyy-MM-dd HH:mm:ss.SSS ZZ'] },
      '2026-03-07T00:00:00.125Z',
    ],
    ['2026-03-07T08:00:00+08:00', { formats: ['iso'] }, '2026-03-07T00:00:00.000Z'],
    ['2026-03-07T08:00', { formats: ['iso'], zone: 'Asia/Shanghai' }, '2026-03-07T00:00:00.000Z'],
    ['1456719360', { formats: ['epoch-seconds'] }, '2016-02-29T04:16:00.000Z'],
    ['1456719360,25', { formats: ['epoch-seconds'] }, '2016-02-29T04:16:00.250Z'],
    ['1456719360250', { formats: ['epoch-milliseconds'] }, '2016-02-29T04:16:00.250Z'],
    ['42429.5', { formats: ['excel-days'], zone: 'UTC' }, '2016-02-29T12:00:00.000Z'],
    [
      '2016-02-29',
      { formats: ['d/M/yyyy', 'yyyy-MM-dd'], zone: 'UTC' },
      '2016-02-29T00:00:00.000Z',
    ],
  ] as const)('reads %p', (text, over, instant) => {
    expect(read(text, over)).toBe(instant);
  });

  it.each([
    '',
    '?',
    '30/2/2016 01:16',
    '29/2/2016',
    '29/2/2016 24:16',
    '1456719360',
    'x'.repeat(999),
  ])('says that %p is no time in the form', (text) => {
    expect(read(text)).toMatch(/^is not a time in the form d\/M\/yyyy HH:mm$/);
  });

  it('follows the rule for a time that came twice', () => {
    expect(read('18/2/2017 23:30')).toBe('2017-02-19T01:30:00.000Z');
    expect(read('18/2/2017 23:30', { ambiguous: 'later' })).toBe('2017-02-19T02:30:00.000Z');
    expect(read('18/2/2017 23:30', { ambiguous: 'reject' })).toMatch(/came twice/);
  });

  it('follows the rule for a time that never came', () => {
    expect(read('16/10/2016 00:30')).toBe('2016-10-16T03:30:00.000Z');
    expect(read('16/10/2016 00:30', { nonexistent: 'earlier' })).toBe('2016-10-16T02:30:00.000Z');
    expect(read('16/10/2016 00:30', { nonexistent: 'reject' })).toMatch(/did not exist/);
  });

  it('refuses years that the engine does not know', () => {
    expect(read('99999999999999999', { formats: ['epoch-seconds'] })).toMatch(/outside the years/);
  });
});

describe('the mapping’s words for times', () => {
  it('knows formats', () => {
    expect(formatProblem('d/M/yyyy HH:mm')).toBeUndefined();
    expect(formatProblem('epoch-seconds')).toBeUndefined();
    expect(formatProblem("d. MMMM yyyy 'um' HH:mm 'Uhr'")).toBeUndefined();
    expect(formatProblem('DD/MM/YYYY')).toMatch(/'Y' is no token \(a year is yyyy\)/);
    expect(formatProblem('dd/mm/yyyy')).toMatch(/no month/);
    expect(formatProblem('HH:mm')).toMatch(/no year/);
    expect(formatProblem('MM/yyyy')).toMatch(/no day/);
  });
});
