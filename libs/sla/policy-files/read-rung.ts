import { parseBusinessDuration } from '@gongdan/calendar';
import type { Rung, SubjectKind } from '../domain/sla-policy.js';
import { durationProblem } from './check-targets.js';
import type { RungContent } from './policy-schema.js';
import { momentProblem, readWarning } from './read-warning.js';
import type { Path, Report } from './report.js';

/** `breach`, or `breach+PT4H`. */
const AFTER = /^breach(?:\+(.*))?$/;

/** `80%`, `PT1H`: as warnings. `breach`: when it is broken. `breach+PT4H`: so much business time later. */
export function readRung({ when, to, notify = [], by = [] }: RungContent): Rung {
  const rest = { ...(to === undefined ? {} : { to }), notify, by };
  const after = AFTER.exec(when);
  if (after) {
    const businessMs = after[1] === undefined ? 0 : parseBusinessDuration(after[1]);
    return { rung: when, when: { kind: 'after', businessMs }, ...rest };
  }
  const { label, ...moment } = readWarning(when);
  return { rung: label, when: moment, ...rest };
}

export function checkLadder(
  subject: SubjectKind,
  at: Path,
  ladder: readonly RungContent[],
  report: Report,
): void {
  const seen = new Map<string, string>();
  ladder.forEach((content, index) => {
    const here = [...at, index];
    checkWhom(subject, here, content, report);
    const { when, to } = content;
    const problem = whenProblem(when);
    if (problem !== undefined) return report([...here, 'when'], problem);
    const rung = readRung(content);
    if (to !== undefined && rung.when.kind !== 'after') {
      report([...here, 'to'], 'needs breach or later: what is not broken stays with whom it is');
    }
    const moment = JSON.stringify(rung.when);
    const before = seen.get(moment);
    if (before !== undefined) report([...here, 'when'], `${when} is the moment of ${before}, too`);
    seen.set(moment, when);
  });
}

function whenProblem(when: string): string | undefined {
  const after = AFTER.exec(when);
  if (!after) return momentProblem(when);
  return after[1] === undefined ? undefined : durationProblem(after[1]);
}

/** Of which subjects there are no technicians, or owners. */
const MISSING = { ticket: 'owner', complaint: 'technician' } as const;

function checkWhom(
  subject: SubjectKind,
  at: Path,
  { to, notify = [], by = [] }: RungContent,
  report: Report,
): void {
  if ((notify.length === 0) !== (by.length === 0)) {
    report(at, 'notify and by belong together: whom to tell, and how');
  } else if (to === undefined && notify.length === 0) {
    report(at, 'does nothing: give it to, or notify and by');
  }
  const index = (notify as readonly string[]).indexOf(MISSING[subject]);
  if (index >= 0)
    report([...at, 'notify', index], `there is no ${MISSING[subject]} of a ${subject}`);
}
