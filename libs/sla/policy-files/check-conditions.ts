import {
  CHANNELS,
  ESCALATION_LEVELS,
  PRIORITIES,
  SERVICE_CATEGORIES,
  SEVERITIES,
} from '@gongdan/contracts';
import type { SubjectKind } from '../domain/sla-policy.js';
import type { ConditionContent } from './policy-schema.js';
import type { Path, Report } from './report.js';

type Word = keyof ConditionContent;

const WORDS: Readonly<Record<SubjectKind, readonly Word[]>> = {
  ticket: ['category', 'priority', 'tier', 'region', 'workflow', 'channel'],
  complaint: ['severity', 'level', 'tier'],
};

/** What every subject has one of: a condition that lists them all holds always. */
const ALL: Partial<Record<Word, readonly string[]>> = {
  category: SERVICE_CATEGORIES,
  priority: PRIORITIES,
  channel: CHANNELS,
  severity: SEVERITIES,
  level: ESCALATION_LEVELS,
};

/** Words that the subject does not have would never hold. */
export function checkCondition(
  subject: SubjectKind,
  at: Path,
  condition: ConditionContent,
  report: Report,
): void {
  const known = WORDS[subject];
  for (const word of wordsOf(condition)) {
    if (known.includes(word)) continue;
    report([...at, word], `is not known of a ${subject}; known: ${known.join(', ')}`);
  }
}

/** Whether the one holds wherever the other does. */
export const covers = (one: ConditionContent, other: ConditionContent): boolean =>
  wordsOf(one).every((word) => {
    const values: ReadonlySet<string> = new Set(one[word]);
    const holdsFor = (list: readonly string[] | undefined): boolean =>
      list?.every((value) => values.has(value)) ?? false;
    return holdsFor(ALL[word]) || holdsFor(other[word]);
  });

const wordsOf = (condition: ConditionContent): readonly Word[] => Object.keys(condition) as Word[];
