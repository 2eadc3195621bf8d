import { describe, expect, it } from '@jest/globals';
import { configFolder } from '@gongdan/platform';
import type { Condition } from '../domain/sla-policy.js';
import { loadSlaPolicies } from './load-sla-policies.js';
import { calendars } from './testing/policy-text.js';

const policies = loadSlaPolicies(configFolder('sla'), calendars);

type Facts = Readonly<Partial<Record<keyof Condition, string>>>;

const holds = (condition: Condition, facts: Facts): boolean =>
  Object.entries(condition).every(([word, values]: [string, readonly string[]]) =>
    values.includes(facts[word as keyof Condition] ?? ''),
  );

/** The promise for a ticket or complaint: the policy’s id, and its first target that holds. */
function promised(subject: string, clock: string, facts: Facts): string {
  const policy = policies.find((it) => it.subject === subject && holds(it.appliesTo, facts));
  const target = policy?.clocks
    .find((it) => it.clock === clock)
    ?.targets.find(({ when }) => holds(when, facts));
  if (!policy || !target) return `${policy?.id}: nothing`;
  const { pledge, calendar } = target;
  if (pledge.kind === 'within')
    return `${policy.id}: ${pledge.businessMs / 3_600_000} h ${calendar}`;
  if (pledge.kind === 'none') return `${policy.id}: none`;
  return `${policy.id}: ${pledge.timeOfDay} ${pledge.workingDays} ${calendar}`;
}

const ticket = { category: 'paid', priority: 'normal', workflow: 'paid' };

describe('the policies that come with the engine', () => {
  it('have the clocks of the house', () => {
    expect(
      policies.map(({ id, version, clocks }) => [id, version, clocks.map(({ clock }) => clock)]),
    ).toEqual([
      ['imported', 1, ['acknowledge', 'resolution']],
      ['internal', 1, ['dispatch', 'resolution']],
      ['maintenance', 1, ['dispatch', 'arrival', 'resolution', 'invoice', 'survey']],
      ['complaint', 1, ['first-answer', 'complaint-resolution']],
      ['house', 1, ['acknowledge', 'dispatch', 'arrival', 'resolution', 'invoice', 'survey']],
    ]);
    expect(policies.every(({ effectiveFrom }) => effectiveFrom === -Infinity)).toBe(true);
  });

  it.each([
    ['arrival', {}, 'house: 6 h office'],
    ['arrival', { region: 'urban' }, 'house: 6 h office'],
    ['arrival', { region: 'suburban' }, 'house: 7 h office'],
    ['arrival', { priority: 'urgent' }, 'house: 4 h always'],
    ['arrival', { priority: 'urgent', region: 'suburban' }, 'house: 5 h always'],
    ['acknowledge', { priority: 'urgent' }, 'house: 0.5 h always'],
    ['acknowledge', { priority: 'high' }, 'house: 1 h office'],
    ['acknowledge', { priority: 'low' }, 'house: 2 h office'],
    ['dispatch', { priority: 'low' }, 'house: 12:00 1 office'],
    ['resolution', { priority: 'high', tier: 'key' }, 'house: 8 h office'],
    ['resolution', {}, 'house: 24 h office'],
    ['invoice', {}, 'house: 17:00 1 office'],
    ['survey', {}, 'house: 40 h office'],
    ['dispatch', { channel: 'maintenance' }, 'maintenance: 17:00 5 office'],
    ['dispatch', { category: 'internal', workflow: 'internal' }, 'internal: 17:00 1 office'],
    ['arrival', { category: 'internal', workflow: 'internal' }, 'internal: nothing'],
    // The log that comes with the engine calls all its tickets internal.
    ['resolution', { category: 'internal', workflow: 'imported' }, 'imported: 120 h always'],
    ['resolution', { workflow: 'imported', priority: 'urgent' }, 'imported: 4 h always'],
  ])('promise %s with %j: %s', (clock, facts, words) => {
    expect(promised('ticket', clock, { ...ticket, ...facts })).toBe(words);
  });

  it.each([
    ['first-answer', 'critical', 'complaint: 4 h always'],
    ['first-answer', 'general', 'complaint: 8 h office'],
    ['complaint-resolution', 'serious', 'complaint: 24 h office'],
    ['complaint-resolution', 'general', 'complaint: 17:00 7 office'],
  ])('promise %s of a %s complaint: %s', (clock, severity, words) => {
    expect(promised('complaint', clock, { severity })).toBe(words);
  });
});
