import { describe, expect, it } from '@jest/globals';
import { bookOf, clockOf, policyOf, standingsOf, TicketStory } from '../testing/ticket-story.js';
import type { TargetRule } from './sla-policy.js';

/** Monday. */
const MON = '2026-03-02';
const WED = '2026-03-04';

describe('a change of what targets are chosen by', () => {
  it('does not move the moment of a clock that would restart, where the same target still holds', () => {
    const nextDay: TargetRule = {
      rule: 1,
      when: {},
      pledge: { kind: 'by', workingDays: 1, timeOfDay: '12:00' },
      calendar: 'plain',
    };
    const book = bookOf([policyOf([clockOf('resolution', [nextDay], { onChange: 'restart' })])]);
    const story = new TicketStory().registered(`${MON}T09:00`).prioritised(`${WED}T09:00`, 'high');
    expect(standingsOf(story.judge(book, `${WED}T10:00`), 'resolution')).toEqual([
      '1 running breached 2026-03-03T12:00',
    ]);
  });
});
