import { parseInstant } from '@gongdan/core';
import type { SubjectKind } from '../domain/sla-policy.js';
import { checkCondition } from './check-conditions.js';
import { checkMatchers } from './check-matchers.js';
import { checkTargets } from './check-targets.js';
import { NAME_LENGTH_MAX } from './limits.js';
import { NAME_PATTERN, type ClockContent, type PolicyContent } from './policy-schema.js';
import { checkLadder } from './read-rung.js';
import { checkWarnings } from './read-warning.js';
import type { Path, Report } from './report.js';

const NAME = new RegExp(NAME_PATTERN);
const SHOWN_CALENDARS_MAX = 20;

/** What the schema cannot say of one file. */
export function checkPolicy(
  policy: PolicyContent,
  knownCalendars: ReadonlySet<string>,
  report: Report,
): void {
  const { subject, effectiveFrom, appliesTo = {}, escalations = [] } = policy;
  if (effectiveFrom !== undefined && parseInstant(effectiveFrom) === undefined) {
    report(['effectiveFrom'], 'must be an instant with its offset, such as 2026-03-02T09:00:00Z');
  }
  checkCondition(subject, ['appliesTo'], appliesTo, report);
  checkLadder(subject, ['escalations'], escalations, report);
  const known = [...knownCalendars].slice(0, SHOWN_CALENDARS_MAX).join(', ');
  for (const [path, calendar] of calendarsOf(policy)) {
    if (!knownCalendars.has(calendar)) report(path, `is no calendar: ${calendar}; known: ${known}`);
  }
  for (const [name, clock] of Object.entries(policy.clocks)) {
    const at = ['clocks', name];
    if (!NAME.test(name) || name.length > NAME_LENGTH_MAX) {
      report(at, `must be named in kebab case (first-answer), at most ${NAME_LENGTH_MAX} long`);
    }
    checkClock(subject, at, clock, report);
  }
}

function checkClock(subject: SubjectKind, at: Path, clock: ClockContent, report: Report): void {
  checkMatchers(subject, [...at, 'start'], clock.start, report);
  checkMatchers(subject, [...at, 'after'], clock.after ?? [], report);
  checkMatchers(subject, [...at, 'stop'], clock.stop, report);
  checkWarnings([...at, 'warnings'], clock.warnings ?? [], report);
  checkLadder(subject, [...at, 'escalations'], clock.escalations ?? [], report);
  checkTargets(subject, [...at, 'targets'], clock.targets, report);
  if (subject === 'ticket') return;
  for (const name of ['pause', 'onReopen', 'onAppointment'] as const) {
    if (clock[name] === undefined) continue;
    report([...at, name], 'is of tickets: complaints have no pauses, reopenings and appointments');
  }
}

function* calendarsOf(policy: PolicyContent): Generator<readonly [Path, string]> {
  yield [['calendar'], policy.calendar];
  for (const [name, { calendar, targets }] of Object.entries(policy.clocks)) {
    if (calendar !== undefined) yield [['clocks', name, 'calendar'], calendar];
    for (const [index, target] of targets.entries()) {
      if (target.calendar === undefined) continue;
      yield [['clocks', name, 'targets', index, 'calendar'], target.calendar];
    }
  }
}
