import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';
import type { CalendarFinding } from './calendar-source.js';
import { Calendars } from './calendars.js';
import { checkCalendars, throwCalendarFindings, type CalendarFile } from './check-calendars.js';

/**
 * Loads one calendar file, or every `*.json` of a folder. Throws `CALENDAR.INVALID` with all findings of
 * all files (each with file and line, also as `violations`), and `CALENDAR.UNREADABLE` where file or folder
 * cannot be read.
 */
export function loadCalendars(path: string): Calendars {
  const files = readCalendarFiles(path);
  const { calendars, findings } = checkCalendars(files);
  const missing: readonly CalendarFinding[] =
    files.length > 0 ? [] : [{ file: path, line: 1, column: 1, message: 'holds no *.json file' }];
  throwCalendarFindings([...findings, ...missing]);
  return new Calendars(calendars);
}

function readCalendarFiles(path: string): readonly CalendarFile[] {
  try {
    if (!statSync(path).isDirectory()) {
      return [{ name: basename(path), text: readFileSync(path, 'utf8') }];
    }
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => ({ name, text: readFileSync(join(path, name), 'utf8') }));
  } catch (error) {
    throw new GongdanError(
      {
        code: 'CALENDAR.UNREADABLE',
        category: 'invalid',
        message: `The calendars in ${path} cannot be read: ${messageOf(error)}`,
        hint: 'Check that file or folder is there and that this user may read it.',
      },
      { cause: error },
    );
  }
}
