import { GongdanError } from '@gongdan/core';
import {
  BUSINESS_DURATION_HOURS_MAX,
  CALENDAR_YEAR_MAX,
  CALENDAR_YEAR_MIN,
  DEADLINE_WORKING_DAYS_MAX,
  DUE_HORIZON_DAYS,
} from './limits.js';

export const outOfRange = (what: string): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.OUT_OF_RANGE',
    category: 'invalid',
    message: `${what} is not within the years ${CALENDAR_YEAR_MIN} to ${CALENDAR_YEAR_MAX}, in which calendars answer.`,
    hint: 'Check the year; instants are whole milliseconds.',
  });

export const nothingWithinHorizon = (what: string): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.NO_DUE_WITHIN_HORIZON',
    category: 'rejected',
    message: `${what} within ${DUE_HORIZON_DAYS} days, or within the years that calendars answer for.`,
    hint: 'Check the target, the pauses and the windows of the calendar: it hardly ever opens, or never again.',
  });

export const invalidPause = (): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.INVALID_PAUSE',
    category: 'invalid',
    message: 'A pause ends before it begins, or is not in whole milliseconds.',
    hint: 'A pause is from … to …, the earlier instant first.',
  });

export const invalidDuration = (what: string): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.INVALID_DURATION',
    category: 'invalid',
    message: `${what} is no business time that can be asked for.`,
    hint: `Business time is hours, minutes and seconds: PT8H, PT7H21M, PT90M; at most PT${BUSINESS_DURATION_HOURS_MAX}H.`,
  });

export const ambiguousDuration = (text: string): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.AMBIGUOUS_DURATION',
    category: 'invalid',
    message: `'${text}' does not say what a day is.`,
    hint: 'Say whether a calendar day is meant (24 hours: PT24H) or a working day (its hours, e.g. PT8H, or a deadline in working days).',
  });

export const invalidDay = (text: string): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.INVALID_DAY',
    category: 'invalid',
    message: `'${text}' is no local date, or no time of day, that calendars answer for.`,
    hint: 'Local dates are written 2026-03-02, times of day 17:00 (24:00: the end of the day).',
  });

export const invalidDeadline = (workingDays: number): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.INVALID_DEADLINE',
    category: 'invalid',
    message: `A deadline is 1 to ${DEADLINE_WORKING_DAYS_MAX} working days away, not ${workingDays}.`,
    hint: 'For a target within the day give business time, e.g. PT4H.',
  });
