import { describe, expect, it } from '@jest/globals';
import {
  BUSINESS_HOURS_MAX,
  CLOCKS_MAX,
  CONDITION_VALUES_MAX,
  MATCHERS_MAX,
  NAME_LENGTH_MAX,
  ORDER_MAX,
  POLICY_VERSION_MAX,
  RUNGS_MAX,
  TARGETS_MAX,
  WARNINGS_MAX,
  WHERE_MEMBERS_MAX,
  WORKING_DAYS_MAX,
} from './limits.js';
import { clockWith, findings, policyText, textOfClock } from './testing/policy-text.js';

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

const clocks = (count: number) =>
  policyText({ clocks: Object.fromEntries(times(count, (index) => [`c${index}`, clockWith()])) });
const targets = (count: number) =>
  textOfClock({
    targets: times(count, (index) => ({ when: { region: [`r${index}`] }, none: true })),
  });
const warnings = (count: number) =>
  textOfClock({ warnings: times(count, (index) => `${index + 1}%`) });
const rungs = (count: number) =>
  textOfClock({
    escalations: times(count, (index) => ({ when: `breach+PT${index + 1}H`, to: 'executive' })),
  });
const matchers = (list: string) => (count: number) =>
  textOfClock({ [list]: times(count, (index) => ({ state: `s${index}` })) });
const regions = (count: number) =>
  policyText({ appliesTo: { region: times(count, (index) => `r${index}`) } });
const clockName = (length: number) => policyText({ clocks: { ['a'.repeat(length)]: clockWith() } });
const id = (length: number) => policyText({ id: 'a'.repeat(length) });
const workingDays = (count: number) =>
  textOfClock({ targets: [{ by: '24:00', workingDays: count }] });
const hours = (count: number) => textOfClock({ targets: [{ within: `PT${count}H` }] });
const warnBefore = (count: number) => textOfClock({ warnings: [`PT${count}H`] });
const version = (number: number) => policyText({ version: number });
const order = (number: number) => policyText({ order: number });

describe('limits of policies', () => {
  it.each([
    ['clocks', CLOCKS_MAX, clocks, 'clocks must NOT have more than 50'],
    ['targets', TARGETS_MAX, targets, 'targets must NOT have more than 200'],
    ['warnings', WARNINGS_MAX, warnings, 'warnings must NOT have more than 10'],
    ['rungs', RUNGS_MAX, rungs, 'escalations must NOT have more than 10'],
    ['starts', MATCHERS_MAX, matchers('start'), 'start must NOT have more than 20'],
    ['afters', MATCHERS_MAX, matchers('after'), 'after must NOT have more than 20'],
    ['stops', MATCHERS_MAX, matchers('stop'), 'stop must NOT have more than 20'],
    ['values of a condition', CONDITION_VALUES_MAX, regions, 'region must NOT have more than 100'],
    ['clock names', NAME_LENGTH_MAX, clockName, 'at most 50 long'],
    ['ids', NAME_LENGTH_MAX, id, 'id must NOT have more than 50 characters'],
    ['working days', WORKING_DAYS_MAX, workingDays, 'workingDays must be <= 90'],
    ['hours of a target', BUSINESS_HOURS_MAX, hours, 'within must be at most PT10000H'],
    ['hours of a warning', BUSINESS_HOURS_MAX, warnBefore, 'warnings.0 must be at most PT10000H'],
    ['versions', POLICY_VERSION_MAX, version, 'version must be <= 1000000'],
    ['the order', ORDER_MAX, order, 'order must be <= 1000000'],
  ])('%s: %d and no more', (_, max, text, words) => {
    expect(findings(text(max))).toBe('');
    expect(findings(text(max + 1))).toContain(words);
  });

  it.each([
    ['working days', workingDays(0), 'workingDays must be >= 1'],
    ['versions', version(0), 'version must be >= 1'],
    ['the order', order(-1), 'order must be >= 0'],
  ])('%s: no fewer', (_, text, words) => {
    expect(findings(text)).toContain(words);
  });

  it(`members that a matcher looks at: ${WHERE_MEMBERS_MAX} and no more`, () => {
    const words = 'where must NOT have more than 10 properties';
    const looksAt = (count: number) =>
      findings(
        textOfClock({
          start: [
            {
              event: 'TicketRegistered',
              where: Object.fromEntries(times(count, (index) => [`m${index}`, 1])),
            },
          ],
        }),
      );
    expect(looksAt(WHERE_MEMBERS_MAX)).not.toContain(words);
    expect(looksAt(WHERE_MEMBERS_MAX + 1)).toContain(words);
  });
});
