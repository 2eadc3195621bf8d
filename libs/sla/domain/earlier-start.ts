import type { PauseReason } from '@gongdan/contracts';
import { isUndone, matches, stoppedByResolution } from './matching.js';
import type { Rest } from './rest.js';
import type { ClockDefinition } from './sla-policy.js';
import type { Situation, Step } from './story.js';

/** What a clock that begins to be promised now began with, and the pauses since. */
export interface EarlierStart {
  readonly startStep: Step;
  readonly rests: readonly Rest[];
}

/**
 * Where a clock would be running at a step of the story, had its policy applied in the whole resolution cycle
 * so far; undefined: it would not.
 */
export function earlierStart(
  definition: ClockDefinition,
  story: readonly Step[],
  index: number,
): EarlierStart | undefined {
  const until = story[index];
  if (!until) return undefined;
  let began: number | undefined;
  let stopped: { readonly began: number; readonly step: Step } | undefined;
  let ran = false;
  const undone: (Rest & { readonly to: number })[] = [];
  for (let place = 0; place < index; place += 1) {
    const step = story[place]!;
    if (step.after.resolutionCycle !== until.after.resolutionCycle) continue;
    if (stopped && isUndone(step) && stoppedByResolution(definition, stopped.step)) {
      began = stopped.began;
      undone.push(undoneRest(stopped.step, step));
      stopped = undefined;
    }
    if (began !== undefined && matches(definition.stop, step)) {
      stopped = { began, step };
      began = undefined;
      ran = true;
    }
    if (began !== undefined || (ran && !definition.repeats)) continue;
    if (matches(definition.start, step) && comesAfter(definition, story, step)) began = place;
  }
  if (began === undefined) return undefined;
  const since = story.slice(began, index);
  const rests = [
    ...restsIn(since, definition, until),
    ...undone.filter(({ from, to }) => from < to),
  ];
  return { startStep: since[0]!, rests: rests.toSorted((a, b) => a.from - b.from) };
}

/** The time in which it was taken for done, until work went on. */
const undoneRest = ({ fact: { at: from } }: Step, { fact: { at: to, id } }: Step) =>
  ({ from, to, kind: 'resolved', reason: 'resolved', eventId: id }) as const;

/** True where what a start waits for has happened before it. */
export const comesAfter = (
  { after }: ClockDefinition,
  story: readonly Step[],
  { fact: { at, position } }: Step,
): boolean =>
  after.length === 0 ||
  story.some(
    (earlier) =>
      (earlier.fact.at < at || (earlier.fact.at === at && earlier.fact.position < position)) &&
      matches(after, earlier),
  );

export const pauseReasonFor = (
  { pause }: ClockDefinition,
  { stateClass, pauseReason }: Situation,
): PauseReason | undefined =>
  stateClass === 'paused' && pauseReason !== null && pause.includes(pauseReason)
    ? pauseReason
    : undefined;

/** The pauses in a part of the story; one that still lasts ends at `until` and is opened there by its step. */
function restsIn(steps: readonly Step[], definition: ClockDefinition, until: Step): Rest[] {
  const rests: Rest[] = [];
  steps.forEach((step, index) => {
    const reason = pauseReasonFor(definition, step.after);
    const to = steps[index + 1]?.fact.at ?? until.fact.at;
    if (reason === undefined || to <= step.fact.at) return;
    rests.push({ from: step.fact.at, to, kind: 'paused', reason, eventId: step.fact.id });
  });
  return rests;
}
