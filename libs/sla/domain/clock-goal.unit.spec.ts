import { describe, expect, it } from '@jest/globals';
import { bookOf, clockOf, minute, policyOf, TicketStory, within } from '../testing/ticket-story.js';
import type { Warning } from './sla-policy.js';

const WARNINGS: readonly Warning[] = [
  { label: '80%', kind: 'fraction', fraction: 0.8 },
  { label: 'PT1H', kind: 'before', businessMs: 3_600_000 },
];

/** The warnings of a clock that an appointment has moved. */
function warnedOf(registeredAt: string, calendar: string, to: string): readonly string[] {
  const arrival = clockOf('arrival', [within(6, { calendar })], {
    onAppointment: 'end-of-window',
    warnings: WARNINGS,
  });
  const story = new TicketStory()
    .registered(registeredAt)
    .tell('2026-03-02T10:00', 'TicketScheduled', {
      appointment: { from: to, to: `${to}:00.000Z` },
      requestedByCustomer: true,
    });
  const { runs } = story.judge(bookOf([policyOf([arrival])]), '2026-03-02T11:00');
  const warnings = runs[0]?.standing.warnings ?? [];
  return warnings.map(({ label, at }) => `${label} ${minute(at)}`);
}

describe('a moment before an appointment', () => {
  it.each([
    [
      '2026-03-02T09:00',
      'always',
      '2026-03-12T09:00',
      ['80% 2026-03-10T09:00', 'PT1H 2026-03-12T08:00'],
    ],
    // As far back as calendars count: ten years of business time, twenty of any.
    [
      '2026-03-02T09:00',
      'always',
      '2075-03-02T09:00',
      ['80% 2065-05-13T23:24', 'PT1H 2075-03-02T08:00'],
    ],
    ['2026-03-02T09:00', 'always', '2150-01-01T00:00', ['PT1H 2149-12-31T23:00']],
    ['2026-03-02T09:00', 'plain', '2180-01-01T12:00', ['PT1H 2179-12-31T16:00']],
    // Both were given in 1971 already.
    ['1971-03-02T09:00', 'always', '2026-03-12T09:00', []],
  ])('of a ticket from %s by %s, appointed for %s', (registeredAt, calendar, to, warnings) => {
    expect(warnedOf(registeredAt, calendar, to)).toEqual(warnings);
  });
});
