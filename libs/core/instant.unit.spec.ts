import { describe, expect, it } from '@jest/globals';
import { parseInstant } from './instant.js';

describe('parseInstant', () => {
  it('reads an instant with an offset as UTC with milliseconds', () => {
    expect(parseInstant('2026-03-02T09:00:00+08:00')).toBe('2026-03-02T01:00:00.000Z');
    expect(parseInstant('2026-03-02T09:00Z')).toBe('2026-03-02T09:00:00.000Z');
  });

  it.each([
    '2026-03-02T09:00:00',
    '2026-02-30T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '0000-01-01T00:00:00Z',
    '2026-03-02',
    '2026-03-02T25:00:00Z',
    '9999-12-31T23:59:59-14:00',
    'yesterday',
    '',
  ])('refuses %p', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
