import { epochMsOf, invariant, parseInstant } from '@gongdan/core';
import type {
  ClockDefinition,
  EventMatcher,
  Pledge,
  SlaPolicy,
  TargetRule,
} from '../domain/sla-policy.js';
import { parseBusinessDuration } from '@gongdan/calendar';
import type { ClockContent, PolicyContent, TargetContent } from './policy-schema.js';
import { readRung } from './read-rung.js';
import { readWarning } from './read-warning.js';

const WARNINGS_DEFAULT: readonly string[] = ['50%', '80%'];

/** The policy that a file says, once it is known to be right. */
export function policyOf(content: PolicyContent): SlaPolicy {
  const { id, version, effectiveFrom, title, subject, order, appliesTo = {} } = content;
  return {
    id,
    version,
    effectiveFrom: effectiveFrom === undefined ? -Infinity : epochMs(effectiveFrom),
    title,
    subject,
    order,
    appliesTo,
    clocks: Object.entries(content.clocks).map(([clock, said]) => clockOf(clock, said, content)),
  };
}

function clockOf(clock: string, said: ClockContent, policy: PolicyContent): ClockDefinition {
  const calendar = said.calendar ?? policy.calendar;
  return {
    clock,
    title: said.title,
    start: said.start as readonly EventMatcher[],
    after: (said.after ?? []) as readonly EventMatcher[],
    stop: said.stop as readonly EventMatcher[],
    pause: said.pause ?? [],
    repeats: said.repeats ?? false,
    onChange: said.onChange ?? 'continue',
    onReopen: said.onReopen ?? 'new-cycle',
    onAppointment: said.onAppointment ?? 'ignore',
    lateReport: said.lateReport ?? 'occurred',
    warnings: (said.warnings ?? WARNINGS_DEFAULT).map(readWarning),
    escalations: (said.escalations ?? policy.escalations ?? []).map(readRung),
    targets: said.targets.map((target, index) => targetOf(target, index + 1, calendar)),
  };
}

const targetOf = (target: TargetContent, rule: number, calendar: string): TargetRule => ({
  rule,
  when: target.when ?? {},
  pledge: pledgeOf(target),
  calendar: target.calendar ?? calendar,
});

function pledgeOf({ within, by, workingDays }: TargetContent): Pledge {
  if (within !== undefined) return { kind: 'within', businessMs: parseBusinessDuration(within) };
  if (by === undefined || workingDays === undefined) return { kind: 'none' };
  return { kind: 'by', workingDays, timeOfDay: by };
}

function epochMs(text: string): number {
  const instant = parseInstant(text);
  invariant(instant !== undefined, 'the instant was checked');
  return epochMsOf(instant);
}
