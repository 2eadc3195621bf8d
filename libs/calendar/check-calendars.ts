import type { Node } from 'yaml';
import { epochMsOf, GongdanError, isTimeZone, parseInstant } from '@gongdan/core';
import { BusinessCalendar } from './business-calendar.js';
import {
  WEEKDAYS,
  type CalendarDefinition,
  type CalendarParts,
  type WallWindow,
  type Weekday,
} from './calendar-definition.js';
import {
  CalendarSource,
  formatCalendarFinding,
  type CalendarFinding,
  type SourceMember,
} from './calendar-source.js';
import {
  CALENDAR_ID_LENGTH_MAX,
  CALENDAR_VERSION_MAX,
  CALENDAR_YEAR_MAX,
  CALENDAR_YEAR_MIN,
  DATES_MAX,
  WINDOWS_PER_DAY_MAX,
} from './limits.js';
import { dayOfDate, readWindow, unitedWindows } from './wall-time.js';

export interface CalendarFile {
  readonly name: string;
  readonly text: string;
}

export interface CheckedCalendars {
  readonly calendars: readonly CalendarParts[];
  readonly findings: readonly CalendarFinding[];
}

const ID = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${CALENDAR_ID_LENGTH_MAX - 1}}$`);
const MEMBERS = [
  'timeZone',
  'weekly',
  'holidays',
  'extraWorkingDays',
  'version',
  'effectiveFrom',
] as const;

/** Reads all files to their ends; what is wrong anywhere is among the findings. */
export function checkCalendars(files: readonly CalendarFile[]): CheckedCalendars {
  const calendars: CalendarParts[] = [];
  const findings: CalendarFinding[] = [];
  const seen = new Map<string, string>();
  for (const { name, text } of files) {
    const source = new CalendarSource(name, text);
    const members = source.root === null ? [] : source.members(source.root, 'the file');
    if (source.root !== null && members.length === 0 && source.findings.length === 0) {
      source.report(source.root, 'the file holds no calendar: write {"id": {…}}');
    }
    for (const member of members) {
      const parts = readCalendar(source, member);
      if (parts === undefined) continue;
      const pin = `${parts.id} version ${parts.version}`;
      const other = seen.get(pin);
      if (other !== undefined) {
        source.report(member.key, `${pin} is in ${other} already: give this one a newer version`);
      }
      seen.set(pin, name);
      calendars.push(parts);
    }
    findings.push(...source.findings);
  }
  return { calendars, findings };
}

/** One calendar from its definition. Throws `CALENDAR.INVALID` with everything that is wrong. */
export function calendarOf(id: string, definition: CalendarDefinition): BusinessCalendar {
  const checked = checkCalendars([{ name: id, text: JSON.stringify({ [id]: definition }) }]);
  throwCalendarFindings(checked.findings);
  return new BusinessCalendar(checked.calendars[0]!);
}

export function throwCalendarFindings(findings: readonly CalendarFinding[]): void {
  if (findings.length === 0) return;
  throw new GongdanError({
    code: 'CALENDAR.INVALID',
    category: 'invalid',
    message: [
      `The calendars have ${findings.length} fault(s):`,
      ...findings.map((finding) => `  ${formatCalendarFinding(finding)}`),
    ].join('\n'),
    hint: 'Put the named lines right; docs/reference/calendars.md describes the format.',
    violations: findings.map(({ file, line, message }) => ({ path: `${file}:${line}`, message })),
  });
}

type Members = { readonly [Name in (typeof MEMBERS)[number]]?: Node };

/** Undefined where something is wrong with it. */
function readCalendar(source: CalendarSource, member: SourceMember): CalendarParts | undefined {
  const before = source.findings.length;
  if (!ID.test(member.name)) {
    const words = `letters, digits, dots, dashes, at most ${CALENDAR_ID_LENGTH_MAX}`;
    source.report(member.key, `'${member.name}' is no id of a calendar: ${words}`);
  }
  const given = readMembers(source, member);
  const timeZone = given.timeZone ? readZone(source, given.timeZone) : '';
  const weekly = given.weekly ? readWeekly(source, given.weekly) : [];
  const dates = new Map<number, readonly WallWindow[]>();
  if (given.holidays) {
    for (const { text, node } of source.texts(given.holidays, 'holidays', DATES_MAX)) {
      const day = readDate(source, text, node);
      if (day !== undefined) dates.set(day, []);
    }
  }
  // After the holidays: a working day wins over them.
  if (given.extraWorkingDays) readExtraDays(source, given.extraWorkingDays, dates);
  const version = given.version
    ? source.wholeNumber(given.version, 'version', 1, CALENDAR_VERSION_MAX)
    : 1;
  const effectiveFrom = given.effectiveFrom ? readEffectiveFrom(source, given.effectiveFrom) : null;
  const isEmpty = [...weekly, ...dates.values()].every((windows) => windows.length === 0);
  if (source.findings.length === before && isEmpty) {
    source.report(member.key, `'${member.name}' has no window at all: nothing would ever be due`);
  }
  if (source.findings.length > before) return undefined;
  return {
    id: member.name,
    version: version ?? 1,
    timeZone,
    effectiveFrom: effectiveFrom ?? null,
    weekly,
    dates,
  };
}

function readMembers(source: CalendarSource, { name, key, value }: SourceMember): Members {
  const given: { [Name in (typeof MEMBERS)[number]]?: Node } = {};
  const before = source.findings.length;
  for (const member of source.members(value, `the calendar '${name}'`)) {
    const known = MEMBERS.find((one) => one === member.name);
    if (known) given[known] = member.value;
    else source.report(member.key, `unknown member '${member.name}'; known: ${MEMBERS.join(', ')}`);
  }
  if (source.findings.length > before) return given;
  for (const required of ['timeZone', 'weekly'] as const) {
    if (!given[required]) source.report(key, `the calendar '${name}' lacks '${required}'`);
  }
  return given;
}

function readZone(source: CalendarSource, node: Node): string {
  const timeZone = source.text(node, 'timeZone');
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    source.report(node, `unknown time zone '${timeZone}'; write an IANA name, e.g. Europe/Berlin`);
  }
  return timeZone ?? '';
}

function readWeekly(source: CalendarSource, node: Node): readonly (readonly WallWindow[])[] {
  const weekly: (readonly WallWindow[])[] = WEEKDAYS.map(() => []);
  for (const { name, key, value } of source.members(node, 'weekly')) {
    const weekday = WEEKDAYS.indexOf(name as Weekday);
    if (weekday < 0) source.report(key, `unknown day '${name}'; known: ${WEEKDAYS.join(', ')}`);
    else weekly[weekday] = readWindows(source, value, name);
  }
  return weekly;
}

function readWindows(source: CalendarSource, node: Node, what: string): readonly WallWindow[] {
  const windows: WallWindow[] = [];
  for (const { text, node: item } of source.texts(node, what, WINDOWS_PER_DAY_MAX)) {
    const window = readWindow(text);
    if (typeof window === 'string') source.report(item, window);
    else windows.push(window);
  }
  return unitedWindows(windows);
}

function readExtraDays(
  source: CalendarSource,
  node: Node,
  dates: Map<number, readonly WallWindow[]>,
): void {
  const members = source.members(node, 'extraWorkingDays');
  if (members.length > DATES_MAX) {
    source.report(node, `extraWorkingDays has ${members.length} dates; at most ${DATES_MAX}`);
    return;
  }
  for (const { name, key, value } of members) {
    const before = source.findings.length;
    const day = readDate(source, name, key);
    const windows = readWindows(source, value, name);
    if (source.findings.length > before || day === undefined) continue;
    if (windows.length === 0) {
      source.report(key, `the working day ${name} has no window; a day off belongs to holidays`);
    }
    dates.set(day, windows);
  }
}

function readDate(source: CalendarSource, text: string, node: Node): number | undefined {
  const day = dayOfDate(text);
  if (day === undefined) {
    const years = `${CALENDAR_YEAR_MIN} to ${CALENDAR_YEAR_MAX}`;
    source.report(node, `'${text}' is no date of the years ${years}; write e.g. 2026-10-01`);
  }
  return day;
}

function readEffectiveFrom(source: CalendarSource, node: Node): number | undefined {
  const text = source.text(node, 'effectiveFrom');
  const instant = text === undefined ? undefined : parseInstant(text);
  if (instant !== undefined) return epochMsOf(instant);
  if (text !== undefined) {
    source.report(node, `'${text}' is no instant; write e.g. 2026-01-01T00:00:00+08:00`);
  }
  return undefined;
}
