import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@gongdan/platform';
import {
  pauseAfterMs,
  probePauseMs,
  RETRY_AFTER_MS_MAX,
  retryAfterMsOf,
} from './retry-schedule.js';

const standard = readSettings({}).webhookRetrySeconds.map((seconds) => seconds * 1_000);
const none = { next: () => 0 };
const almostOne = { next: () => 0.999_999 };

describe('the pauses between attempts', () => {
  it('take about a day and then end', () => {
    const sumOf = (random: typeof none) =>
      standard
        .map((_pause, index) => pauseAfterMs(index + 1, standard, random) ?? Number.NaN)
        .reduce((sum, pause) => sum + pause, 0) / 3_600_000;
    expect(sumOf(none)).toBeCloseTo(23.7, 1);
    expect(sumOf(almostOne)).toBeCloseTo(28.5, 1);
    expect(pauseAfterMs(standard.length, standard, none)).toBe(28_800_000);
    expect(pauseAfterMs(standard.length + 1, standard, none)).toBeUndefined();
  });

  it('begin short and never become shorter', () => {
    const pauses = standard.map((_pause, index) => pauseAfterMs(index + 1, standard, none) ?? 0);
    expect(pauses[0]).toBe(5_000);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  });

  it('are longer where the receiver asks for it, up to a limit', () => {
    expect(pauseAfterMs(1, standard, none, 60_000)).toBe(60_000);
    expect(pauseAfterMs(1, standard, none, RETRY_AFTER_MS_MAX)).toBe(RETRY_AFTER_MS_MAX);
    expect(pauseAfterMs(1, standard, none, RETRY_AFTER_MS_MAX + 1)).toBe(RETRY_AFTER_MS_MAX);
    expect(pauseAfterMs(1, standard, none, Number.MAX_VALUE)).toBe(RETRY_AFTER_MS_MAX);
    expect(pauseAfterMs(10, standard, none, 60_000)).toBe(28_800_000);
    expect(pauseAfterMs(99, standard, none, 60_000)).toBeUndefined();
  });
});

describe('the pauses between probes', () => {
  const rules = { strainedFailures: 10, probePauseMsStep: 1_000, probePauseMsMax: 60_000 };
  it.each([
    [0, 0],
    [9, 0],
    [10, 1_000],
    [11, 2_000],
    [68, 59_000],
    [69, 60_000],
    [70, 60_000],
    [Number.MAX_SAFE_INTEGER, 60_000],
  ])('are after %d failures in a row %d ms, and up to a fifth longer', (failures, pauseMs) => {
    expect(probePauseMs(failures, rules, none)).toBe(pauseMs);
    expect(probePauseMs(failures, rules, almostOne)).toBe(Math.round(pauseMs * 1.2));
  });
});

describe('Retry-After', () => {
  const date = 'Mon, 02 Mar 2026 09:00:00 GMT';
  it.each<[string | undefined, string | undefined, number]>([
    [undefined, date, 0],
    ['7', undefined, 7_000],
    ['0', undefined, 0],
    ['Mon, 02 Mar 2026 09:02:00 GMT', date, 120_000],
    ['Mon, 02 Mar 2026 08:00:00 GMT', date, 0],
    ['Mon, 02 Mar 2026 09:02:00 GMT', undefined, 0],
    ['soon', date, 0],
    ['-5', date, 0],
    ['1e9', date, 0],
    ['99999999999999', date, 0],
    ['', date, 0],
  ])('%j at %j asks for %d ms', (header, sentAt, expected) => {
    expect(retryAfterMsOf(header, sentAt)).toBe(expected);
  });
});
