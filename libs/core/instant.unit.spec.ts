import { describe, expect, it } from '@jest/globals';
import { INSTANT_MAX, INSTANT_MIN, parseInstant } from './instant.js';

describe('parseInstant', () => {
  it('reads an instant with an offset as UTC with milliseconds', () => {
    expect(parseInstant('2026-03-02T09:00:00+08:00')).toBe('2026-03-02T01:00:00.000Z');
    expect(parseInstant('2026-03-02T09:00Z')).toBe('2026-03-02T09:00:00.000Z');
    expect(parseInstant('2026-03-02T09:00:00.1239999Z')).toBe('2026-03-02T09:00:00.123Z');
  });

  it.each([
    '2024-02-29T00:00:00.000Z',
    '2000-02-29T00:00:00.000Z',
    '2026-01-31T23:59:59.999Z',
    '2026-12-31T00:00:00.000Z',
    INSTANT_MIN,
    INSTANT_MAX,
  ])('reads %s', (text) => {
    expect(parseInstant(text)).toBe(text);
  });

  it.each([
    '2026-03-02T09:00:00',
    '2026-02-29T09:00:00Z',
    '2100-02-29T09:00:00Z',
    '2026-04-31T09:00:00Z',
    '2026-01-32T09:00:00Z',
    '2026-03-00T09:00:00Z',
    '2026-00-01T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    ' 2026-03-02T09:00:00Z',
    '2026-03-02T09:00:00Z ',
    '2026-03-02T09:00:00.1234567890Z',
    '2026-03-02T09:00:00.Z',
    '2026-03-02',
    '2026-03-02T25:00:00Z',
    '9999-12-31T23:59:59-14:00',
    'yesterday',
    '',
  ])('refuses %p', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
