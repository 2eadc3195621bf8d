import type { SlaAttributes } from '@gongdan/contracts';
import type { ClockDefinition, Condition, EventMatcher } from './sla-policy.js';
import type { Step } from './story.js';

/** True where the fact is one that any of the matchers picks. */
export const matches = (matchers: readonly EventMatcher[], step: Step): boolean =>
  matchers.some((matcher) => matchesOne(matcher, step));

/** Classes of states in which somebody is to do something, or waits to. */
const WORKING: readonly (string | null)[] = ['open', 'active', 'paused'];

/** Work goes on that was called done, though nobody reopened it: the customer did not sign, say. */
export const isUndone = ({ before, after }: Pick<Step, 'before' | 'after'>): boolean =>
  before.stateClass === 'resolved' &&
  WORKING.includes(after.stateClass) &&
  before.resolutionCycle === after.resolutionCycle;

/** True where a clock stopped because its ticket was done: if work goes on, it was not. */
export const stoppedByResolution = (
  { stop, onReopen }: Pick<ClockDefinition, 'stop' | 'onReopen'>,
  step: Step,
): boolean =>
  onReopen !== 'ignore' &&
  step.after.stateClass === 'resolved' &&
  matches(
    stop.filter(({ event }) => event === undefined),
    step,
  ) &&
  !matches(
    stop.filter(({ event }) => event !== undefined),
    step,
  );

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
