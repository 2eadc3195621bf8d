import type { Instant } from '@gongdan/core';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (`2026-03-02`) that an instant falls on in an IANA time zone. */
export function localDay(instant: Instant, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA-u-ca-iso8601', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(Date.parse(instant)).map((p) => [p.type, p.value]));
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

const DAY_MS = 86_400_000;

/** The day that lies `days` after (before, where negative) another one. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
