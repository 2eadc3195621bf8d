import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formatCalendarFinding } from './calendar-source.js';
import { checkCalendars } from './check-calendars.js';
import { CALENDAR_FILE_LENGTH_MAX, DATES_MAX } from './limits.js';
import { loadCalendars } from './load-calendars.js';
import { at, CASE_CALENDARS, everyDay } from './testing/cases.js';

/** One calendar per line, so that a line says which one. */
const findingsIn = (...lines: readonly string[]): readonly string[] =>
  checkCalendars([{ name: 'c.json', text: lines.join('\n') }]).findings.map(formatCalendarFinding);

const MONDAY = '"weekly": {"mon": ["09:00-17:00"]}';

describe('a calendar file', () => {
  it.each([
    ['"surprise": 1', /^c\.json:2:\d+: unknown member 'surprise'; known: timeZone, weekly/],
    ['"version": 0', /^c\.json:2:\d+: version must be a whole number from 1 to/],
    ['"version": "1"', /^c\.json:2:\d+: version must be a whole number/],
    ['"holidays": ["2026-02-29"]', /^c\.json:2:\d+: '2026-02-29' is no date/],
    ['"holidays": ["2026-2-9"]', /^c\.json:2:\d+: '2026-2-9' is no date/],
    ['"holidays": ["2201-01-01"]', /^c\.json:2:\d+: '2201-01-01' is no date of the years 1970/],
    ['"holidays": {}', /^c\.json:2:\d+: holidays must be a list/],
    ['"holidays": [20260101]', /^c\.json:2:\d+: every element of holidays must be a text/],
    ['"extraWorkingDays": {"2026-13-01": ["09:00-10:00"]}', /^c\.json:2:\d+: '2026-13-01' is no/],
    ['"extraWorkingDays": {"2026-12-01": []}', /2026-12-01 has no window; a day off belongs to/],
    ['"extraWorkingDays": {"2026-12-01": ["9-10"]}', /^c\.json:2:\d+: '9-10' is no window; write/],
    ['"effectiveFrom": "2026-01-01"', /^c\.json:2:\d+: '2026-01-01' is no instant; write e\.g\./],
    ['"timeZone": "UTC"', /^c\.json:2:\d+: the same name again/],
  ])('with %s is refused by line', (member, words) => {
    const findings = findingsIn('{', `"x": {"timeZone": "UTC", ${MONDAY}, ${member}}`, '}');
    expect(findings[0]).toMatch(words);
    expect(findings).toHaveLength(1);
  });

  it.each([
    ['09:00-09:00', /is ambiguous/],
    ['00:00-00:00', /is ambiguous/],
    ['24:00-08:00', /is no window/],
    ['09:00-24:01', /is no window/],
    ['09:60-10:00', /is no window/],
    ['9:00-10:00', /is no window/],
    ['09:00–10:00', /is no window/],
  ])('with the window %s is refused', (window, words) => {
    const line = `{"x": {"timeZone": "UTC", "weekly": {"mon": ["${window}"]}}}`;
    expect(findingsIn(line)).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    [`{"x": {"timeZone": "Mars/Olympus", ${MONDAY}}}`, /unknown time zone 'Mars\/Olympus'; write/],
    [`{"x": {"timeZone": "+08:00", ${MONDAY}}}`, /unknown time zone '\+08:00'/],
    [`{"x": {${MONDAY}}}`, /lacks 'timeZone'/],
    ['{"x": {"timeZone": "UTC"}}', /lacks 'weekly'/],
    ['{"x": {"timeZone": "UTC", "weekly": {}}}', /no window at all/],
    ['{"x": {"timeZone": "UTC", "weekly": {"mon": []}, "holidays": ["2026-01-01"]}}', /no window/],
    ['{"x": {"timeZone": "UTC", "weekly": {"Mon": ["09:00-17:00"]}}}', /unknown day 'Mon'; known/],
    [`{"a b": {"timeZone": "UTC", ${MONDAY}}}`, /'a b' is no id/],
    ['{"x": []}', /the calendar 'x' must be an object/],
    ['[]', /the file must be an object/],
    ['{}', /holds no calendar/],
    ['', /not valid JSON/],
    ['{"x": {timeZone: UTC}}', /not valid JSON/],
    ['{"x": 1,}', /not valid JSON/],
  ])('%s is refused', (text, words) => {
    expect(findingsIn(text)).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    ['a comma behind the last element', '"holidays": ["2026-01-01",]', '4:31'],
    ['a comma behind the last member', `${MONDAY},`, '5:3'],
    ['single quotes', "'weekly': {}", '4:5'],
    ['a text in single quotes', `"holidays": ['2026-01-01']`, '4:18'],
    ['a comment', `${MONDAY} // of the office`, '4:40'],
    ['an end that is missing', MONDAY.slice(0, -1), '6:2'],
  ])('with %s is refused by line and column', (_, line, place) => {
    const lines = ['{', '  "x": {', '    "timeZone": "UTC",', `    ${line}`, '  }', '}'];
    expect(findingsIn(...lines)).toEqual([expect.stringContaining(`c.json:${place}: not valid`)]);
  });

  it('may have tabs, a byte order mark and windows that overlap', () => {
    const text = `\uFEFF{\n\t"x": {\n\t\t"timeZone": "UTC",\n\t\t"weekly": {\n\t\t\t"mon":\t["09:00-17:00", "16:00-18:00", "18:00-19:00"]\n\t\t}\n\t}\n}`;
    const { calendars, findings } = checkCalendars([{ name: 'c.json', text }]);
    expect(findings).toEqual([]);
    expect(calendars[0]?.weekly[0]).toEqual([{ fromMinute: 540, toMinute: 1_140 }]);
  });

  it('has a greatest length, and lists have theirs', () => {
    const line = `{"x": {"timeZone": "UTC", ${MONDAY}}}`;
    expect(findingsIn(line.padEnd(CALENDAR_FILE_LENGTH_MAX))).toEqual([]);
    expect(findingsIn(line.padEnd(CALENDAR_FILE_LENGTH_MAX + 1))).toEqual([
      expect.stringMatching(/^c\.json:1:1: longer than/),
    ]);
    const withHolidays = (count: number): string =>
      JSON.stringify({
        x: { ...everyDay('UTC', ['09:00-10:00']), holidays: Array(count).fill('2026-01-01') },
      });
    expect(findingsIn(withHolidays(DATES_MAX))).toEqual([]);
    expect(findingsIn(withHolidays(DATES_MAX + 1))).toEqual([
      expect.stringMatching(/holidays has 10001 elements; at most 10000/),
    ]);
  });
});

describe('a folder of calendars', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongdan-calendars-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, content: unknown): void =>
    writeFileSync(join(folder, name), JSON.stringify(content));
  const plain = CASE_CALENDARS['plain']!;

  it('finds a certain version, and the newest one that is effective', () => {
    write('one.json', { plain, other: plain });
    write('two.json', { plain: { ...plain, version: 2, effectiveFrom: '2026-07-01T00:00Z' } });
    write('three.json', { plain: { ...plain, version: 3, effectiveFrom: '2027-01-01T00:00Z' } });
    const calendars = loadCalendars(folder);
    expect(calendars.all().map(({ id, version }) => `${id} ${version}`)).toEqual([
      'other 1',
      'plain 1',
      'plain 2',
      'plain 3',
    ]);
    const versionAt = (text: string): number => calendars.effectiveAt('plain', at(text)).version;
    expect(versionAt('2026-06-30T23:59Z')).toBe(1);
    expect(versionAt('2026-07-01T00:00Z')).toBe(2);
    expect(versionAt('2030-01-01T00:00Z')).toBe(3);
    expect(calendars.get('plain', 2)?.version).toBe(2);
    expect(calendars.get('plain', 4)).toBeUndefined();
    expect(() => calendars.effectiveAt('nowhere', 0)).toThrow(
      expect.objectContaining({
        code: 'CALENDAR.UNKNOWN',
        message: expect.stringContaining('known: other, plain'),
      }),
    );
  });

  it('says when a calendar is not effective yet', () => {
    write('one.json', { plain: { ...plain, effectiveFrom: '2026-07-01T00:00Z' } });
    const calendars = loadCalendars(join(folder, 'one.json'));
    expect(() => calendars.effectiveAt('plain', at('2026-06-01T00:00Z'))).toThrow(
      expect.objectContaining({ code: 'CALENDAR.NOT_YET_EFFECTIVE' }),
    );
  });

  it('refuses the same version twice, naming both files', () => {
    write('a.json', { plain });
    write('b.json', { plain: { ...plain, version: 1 } });
    expect(() => loadCalendars(folder)).toThrow(
      /b\.json:1:2: plain version 1 is in a\.json already: give this one a newer version/,
    );
  });

  it('says that it is empty, or not there', () => {
    expect(() => loadCalendars(folder)).toThrow(/holds no \*\.json file/);
    expect(() => loadCalendars(join(folder, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'CALENDAR.UNREADABLE' }),
    );
  });
});
