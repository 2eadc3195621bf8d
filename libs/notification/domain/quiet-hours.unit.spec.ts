import { describe, expect, it } from '@jest/globals';
import { QUIET_MS_MAX, QuietHours, type QuietRule, type Urgency } from './quiet-hours.js';

const night: QuietRule = {
  channels: ['email'],
  fromMinute: 21 * 60,
  toMinute: 7 * 60,
  timeZone: 'Europe/Berlin',
  unless: { priority: ['urgent'], severity: ['critical'] },
};
const mail: Urgency = { channel: 'email', priority: 'normal', severity: null };

/** Until when a notice is held that is due at the instant; empty: it is not. */
function heldUntil(at: string, rules: readonly QuietRule[] = [night], urgency = mail): string {
  const end = new QuietHours(rules).endAt(Date.parse(at), urgency);
  return end === null ? '' : new Date(end).toISOString().replace(':00.000Z', 'Z');
}

describe('quiet hours', () => {
  it.each([
    ['2026-03-02T20:59:59+01:00', ''],
    ['2026-03-02T21:00:00+01:00', '2026-03-03T06:00Z'],
    ['2026-03-02T23:59:59+01:00', '2026-03-03T06:00Z'],
    ['2026-03-03T00:00:00+01:00', '2026-03-03T06:00Z'],
    ['2026-03-03T06:59:59.999+01:00', '2026-03-03T06:00Z'],
    ['2026-03-03T07:00:00+01:00', ''],
  ])('over midnight: %s is held until %s', (at, until) => {
    expect(heldUntil(at)).toBe(until);
  });

  it.each([
    ['11:59', ''],
    ['12:00', '2026-03-02T12:30Z'],
    ['13:29', '2026-03-02T12:30Z'],
    ['13:30', ''],
  ])('within a day: %s is held until %s', (time, until) => {
    const noon = { ...night, fromMinute: 12 * 60, toMinute: 13 * 60 + 30 };
    expect(heldUntil(`2026-03-02T${time}:00+01:00`, [noon])).toBe(until);
  });

  it.each([
    // The night of 28 March is an hour shorter, that of 24 October an hour longer.
    ['2026-03-28T22:00:00+01:00', '2026-03-29T05:00Z'],
    ['2026-10-24T22:00:00+02:00', '2026-10-25T06:00Z'],
  ])('end by the wall clock when it is changed: %s until %s', (at, until) => {
    expect(heldUntil(at)).toBe(until);
  });

  it('end with a gap of the wall clock that their end lies in', () => {
    const until = { ...night, toMinute: 2 * 60 + 30 };
    expect(heldUntil('2026-03-29T01:59:00+01:00', [until])).toBe('2026-03-29T01:00Z');
  });

  it('come back with an hour that the wall clock shows twice', () => {
    const until = { ...night, toMinute: 2 * 60 + 30 };
    expect(heldUntil('2026-10-25T02:15:00+02:00', [until])).toBe('2026-10-25T00:30Z');
    expect(heldUntil('2026-10-25T02:45:00+02:00', [until])).toBe('');
    expect(heldUntil('2026-10-25T02:15:00+01:00', [until])).toBe('2026-10-25T01:30Z');
  });

  it.each([
    [{ ...mail, priority: 'urgent' }, ''],
    [{ ...mail, priority: 'high' }, '2026-03-03T06:00Z'],
    [{ ...mail, priority: null, severity: 'critical' }, ''],
    [{ ...mail, priority: null, severity: 'serious' }, '2026-03-03T06:00Z'],
    [{ ...mail, channel: 'webhook' }, ''],
    [{ ...mail, channel: 'in-app' }, ''],
  ] as const)('hold by urgency and channel: %j until %s', (urgency, until) => {
    expect(heldUntil('2026-03-02T22:00:00+01:00', [night], urgency)).toBe(until);
  });

  it('that follow one another are one', () => {
    const early = { ...night, fromMinute: 7 * 60, toMinute: 8 * 60 };
    const abroad = { ...night, timeZone: 'UTC', fromMinute: 7 * 60, toMinute: 7 * 60 + 30 };
    expect(heldUntil('2026-03-02T22:00:00+01:00', [abroad, early, night])).toBe(
      '2026-03-03T07:30Z',
    );
  });

  it('without an end hold for a while', () => {
    const day = { ...night, fromMinute: 7 * 60, toMinute: 21 * 60 };
    const at = Date.parse('2026-03-02T22:00:00Z');
    expect(new QuietHours([night, day]).endAt(at, mail)).toBe(at + QUIET_MS_MAX);
  });

  it('may be none', () => {
    expect(heldUntil('2026-03-02T22:00:00+01:00', [])).toBe('');
  });
});
