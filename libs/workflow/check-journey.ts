import type { StateClass } from '@gongdan/contracts';
import {
  PAUSED_FROM,
  SAME,
  type Place,
  type Transition,
  type WorkflowParts,
} from './workflow-definition.js';
import type { WorkflowVocabulary } from './workflow-vocabulary.js';

type Report = (place: Place, message: string) => void;

const START: Place = { line: 1, column: 1 };
const ENDING: readonly StateClass[] = ['closed', 'cancelled'];

/**
 * Whether the parts make a journey: one beginning, nothing out of reach, no way that never ends.
 */
export function checkJourney(
  parts: WorkflowParts,
  vocabulary: WorkflowVocabulary,
  report: Report,
): void {
  for (const transition of parts.transitions) checkStep(parts, transition, vocabulary, report);
  checkBeginning(parts, vocabulary, report);
  checkAmbiguity(parts, report);
  const steps = stepsOf(parts);
  checkReach(parts, steps, report);
  checkDeadEnds(parts, steps, report);
}

function checkStep(
  parts: WorkflowParts,
  { command, from, to, place }: Transition,
  vocabulary: WorkflowVocabulary,
  report: Report,
): void {
  if (vocabulary.commands[command]?.moves === false && to !== SAME) {
    report(place, `'${command}' records no step: it can only be 'to: ${SAME}'`);
  }
  if (to !== PAUSED_FROM) return;
  for (const name of from) {
    const stateClass = parts.states.find((state) => state.name === name)?.stateClass;
    if (stateClass !== 'paused') {
      report(place, `'to: ${PAUSED_FROM}' needs a paused state to come from; '${name}' is not one`);
    }
  }
}

function checkBeginning(
  { initial, transitions }: WorkflowParts,
  vocabulary: WorkflowVocabulary,
  report: Report,
): void {
  for (const [command, { creates }] of Object.entries(vocabulary.commands)) {
    if (creates !== true) continue;
    const beginnings = transitions.filter((transition) => transition.command === command);
    if (beginnings.length === 0) report(START, `nothing begins: '${command}' is missing`);
    for (const { place, to } of beginnings) {
      if (to !== initial && initial !== '')
        report(place, `'${command}' must lead to the initial state '${initial}'`);
    }
    for (const { place } of beginnings.slice(1)) report(place, `'${command}' is there twice`);
  }
}

/** Of one command from one state there is one outcome. */
function checkAmbiguity({ transitions }: WorkflowParts, report: Report): void {
  const seen = new Map<string, Place>();
  for (const { command, from, place } of transitions) {
    for (const state of from) {
      const key = `${command} ${state}`;
      const first = seen.get(key);
      if (first) {
        report(place, `'${command}' from '${state}' is there already, in line ${first.line}`);
      } else seen.set(key, place);
    }
  }
}

function checkReach(
  { initial, states }: WorkflowParts,
  steps: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): void {
  // Without a beginning, a fault of its own, nothing can be reached.
  if (initial === '') return;
  const reached = closure([initial], steps);
  for (const { name, place } of states) {
    if (!reached.has(name))
      report(place, `the state '${name}' cannot be reached from '${initial}'`);
  }
}

function checkDeadEnds(
  parts: WorkflowParts,
  steps: ReadonlyMap<string, ReadonlySet<string>>,
  report: Report,
): void {
  const ends = parts.states.filter(({ stateClass }) => ENDING.includes(stateClass));
  const ending = closure(
    ends.map(({ name }) => name),
    reversed(steps),
  );
  for (const { name, place } of parts.states) {
    if (!ending.has(name)) {
      report(place, `the state '${name}' is a dead end: no closed or cancelled state follows it`);
    }
  }
}

/** From each state, the states that one command can lead to. */
function stepsOf({ transitions }: WorkflowParts): Map<string, Set<string>> {
  const steps = new Map<string, Set<string>>();
  const add = (from: string, to: string) => steps.set(from, (steps.get(from) ?? new Set()).add(to));
  for (const { from, to } of transitions) {
    for (const state of from) {
      if (to === PAUSED_FROM) {
        for (const origin of originsOf(state, transitions)) add(state, origin);
      } else if (to !== SAME) add(state, to);
    }
  }
  return steps;
}

const originsOf = (state: string, transitions: readonly Transition[]): readonly string[] =>
  transitions.filter(({ to }) => to === state).flatMap(({ from }) => from);

function reversed(steps: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Set<string>> {
  const back = new Map<string, Set<string>>();
  for (const [from, targets] of steps) {
    for (const to of targets) back.set(to, (back.get(to) ?? new Set()).add(from));
  }
  return back;
}

function closure(
  from: readonly string[],
  steps: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const reached = new Set(from);
  // A set’s iteration takes in what is added meanwhile.
  for (const state of reached) for (const next of steps.get(state) ?? []) reached.add(next);
  return reached;
}
