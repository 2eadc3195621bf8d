import { GongdanError, messageOf } from '@gongdan/core';
import type { SubjectKind } from '../domain/sla-policy.js';
import { parseBusinessDuration } from '@gongdan/calendar';
import { checkCondition, covers } from './check-conditions.js';
import { BUSINESS_HOURS_MAX } from './limits.js';
import type { TargetContent } from './policy-schema.js';
import type { Path, Report } from './report.js';

const PLEDGES = ['within', 'by', 'none'] as const;

export function checkTargets(
  subject: SubjectKind,
  at: Path,
  targets: readonly TargetContent[],
  report: Report,
): void {
  targets.forEach((target, index) => {
    const here = [...at, index];
    checkCondition(subject, [...here, 'when'], target.when ?? {}, report);
    checkPledge(here, target, report);
    const before = targets
      .slice(0, index)
      .findIndex((earlier) => covers(earlier.when ?? {}, target.when ?? {}));
    if (before >= 0) {
      report(here, `is never reached: ${[...at, before].join('.')} holds wherever it does`);
    }
  });
}

function checkPledge(at: Path, target: TargetContent, report: Report): void {
  const given = PLEDGES.filter((name) => target[name] !== undefined);
  if (given.length !== 1) {
    report(at, `needs exactly one of ${PLEDGES.join(', ')}, not ${given.join(' and ') || 'none'}`);
  }
  if (target.within !== undefined) {
    const problem = durationProblem(target.within);
    if (problem !== undefined) report([...at, 'within'], problem);
  }
  if ((target.by === undefined) !== (target.workingDays === undefined)) {
    report(at, 'by and workingDays belong together: the time of day, and how many working days on');
  }
}

/** What is wrong with a business time, if anything. */
export function durationProblem(text: string): string | undefined {
  try {
    const businessMs = parseBusinessDuration(text);
    if (businessMs === 0) return 'must be longer than nothing';
    if (businessMs > BUSINESS_HOURS_MAX * 3_600_000) {
      return `must be at most PT${BUSINESS_HOURS_MAX}H`;
    }
    return undefined;
  } catch (error) {
    const hint = error instanceof GongdanError ? error.hint : undefined;
    return [`is wrong: ${messageOf(error)}`, ...(hint === undefined ? [] : [hint])].join(' ');
  }
}
