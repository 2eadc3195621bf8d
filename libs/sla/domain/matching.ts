import type { SlaAttributes } from '@gongdan/contracts';
import type { Condition, EventMatcher } from './sla-policy.js';
import type { Step } from './story.js';

/** True where the fact is one that any of the matchers picks. */
export const matches = (matchers: readonly EventMatcher[], step: Step): boolean =>
  matchers.some((matcher) => matchesOne(matcher, step));

function matchesOne(matcher: EventMatcher, { fact, before, after }: Step): boolean {
  if (matcher.event !== undefined && matcher.event !== fact.type) return false;
  for (const member of ['state', 'stateClass', 'stage'] as const) {
    const wanted = matcher[member];
    if (wanted === undefined) continue;
    if (after[member] !== wanted || before[member] === wanted) return false;
  }
  return Object.entries(matcher.where ?? {}).every(([name, value]) => fact.data[name] === value);
}

/** True where everything that the condition names is so. */
export function holds(condition: Condition, attributes: SlaAttributes): boolean {
  for (const [member, wanted] of Object.entries(condition) as [keyof Condition, string[]][]) {
    const actual = attributes[member];
    if (actual === undefined || !wanted.includes(actual)) return false;
  }
  return true;
}
