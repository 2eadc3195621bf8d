import type { Warning } from '../domain/sla-policy.js';
import { parseBusinessDuration } from '@gongdan/calendar';
import { durationProblem } from './check-targets.js';
import type { Path, Report } from './report.js';

const PERCENT = /^(\d{1,9})%$/;

/** `80%`: at this part of the target. `PT1H`: so much business time before it is due. */
export function readWarning(label: string): Warning {
  const [, percent] = PERCENT.exec(label) ?? [];
  return percent === undefined
    ? { label, kind: 'before', businessMs: parseBusinessDuration(label) }
    : { label: `${Number(percent)}%`, kind: 'fraction', fraction: Number(percent) / 100 };
}

export function checkWarnings(at: Path, labels: readonly string[], report: Report): void {
  const seen = new Map<string, string>();
  labels.forEach((label, index) => {
    const problem = momentProblem(label);
    if (problem !== undefined) {
      report([...at, index], problem);
      return;
    }
    const warning = readWarning(label);
    const moment = JSON.stringify({ ...warning, label: '' });
    const before = seen.get(moment);
    if (before !== undefined) report([...at, index], `${label} warns when ${before} does already`);
    seen.set(moment, label);
  });
}

/** What is wrong with a moment before something is due, if anything. */
export function momentProblem(label: string): string | undefined {
  const [, percent] = PERCENT.exec(label) ?? [];
  if (percent !== undefined) {
    return Number(percent) >= 1 && Number(percent) <= 99
      ? undefined
      : `${label} must be from 1% to 99%: the target itself is the breach`;
  }
  if (label.endsWith('%')) return `must be a whole number of per cent such as 80%`;
  return durationProblem(label);
}
