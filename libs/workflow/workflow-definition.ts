import type { Role, ServiceCategory, Stage, StateClass, WorkflowPin } from '@gongdan/contracts';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Title = Readonly<Record<(typeof LANGUAGES)[number], string>>;

/** Where a definition’s file says something; both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface WorkflowState {
  readonly name: string;
  readonly stage: Stage;
  readonly stateClass: StateClass;
  readonly title: Title;
  readonly place: Place;
}

/** `to: same`: the command leaves the state as it is. */
export const SAME = 'same';
/** `to: paused-from`: back to the state that was paused. */
export const PAUSED_FROM = 'paused-from';

export interface GuardUse {
  readonly name: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What a command does from some of the states. */
export interface Transition {
  readonly command: string;
  /** Empty for the command that creates. */
  readonly from: readonly string[];
  /** A state’s name, `same` or `paused-from`. */
  readonly to: string;
  readonly roles: readonly Role[];
  /** Fields of the command’s input that are compulsory here, though optional elsewhere. */
  readonly requires: readonly string[];
  readonly guards: readonly GuardUse[];
  readonly place: Place;
}

export interface WorkflowParts {
  readonly id: string;
  readonly version: number;
  readonly title: Title;
  /** The service category that follows it; null: any, chosen by name only. */
  readonly category: ServiceCategory | null;
  readonly initial: string;
  readonly states: readonly WorkflowState[];
  readonly transitions: readonly Transition[];
}

/** One checked version of one workflow. Immutable; its lookups cost one or two map reads. */
export class WorkflowDefinition implements WorkflowParts {
  readonly id: string;
  readonly version: number;
  readonly title: Title;
  readonly category: ServiceCategory | null;
  readonly initial: string;
  readonly states: readonly WorkflowState[];
  readonly transitions: readonly Transition[];
  private readonly stateByName: ReadonlyMap<string, WorkflowState>;
  private readonly byCommand = new Map<string, Transition[]>();
  private readonly byCommandAndState = new Map<string, Map<string, Transition>>();

  constructor(parts: WorkflowParts) {
    this.id = parts.id;
    this.version = parts.version;
    this.title = parts.title;
    this.category = parts.category;
    this.initial = parts.initial;
    this.states = parts.states;
    this.transitions = parts.transitions;
    this.stateByName = new Map(parts.states.map((state) => [state.name, state]));
    for (const transition of parts.transitions) this.index(transition);
  }

  get pin(): WorkflowPin {
    return { id: this.id, version: this.version };
  }

  state(name: string): WorkflowState | undefined {
    return this.stateByName.get(name);
  }

  /** What the command does in this state; undefined: it is not possible there. */
  transition(command: string, state: string): Transition | undefined {
    return this.byCommandAndState.get(command)?.get(state);
  }

  /** All that the command can do, in any state. Empty: this workflow does not know it. */
  transitionsOf(command: string): readonly Transition[] {
    return this.byCommand.get(command) ?? [];
  }

  /** The states that the command is possible in. */
  statesFor(command: string): readonly string[] {
    return this.transitionsOf(command).flatMap((transition) => transition.from);
  }

  private index(transition: Transition): void {
    const { command } = transition;
    this.byCommand.set(command, [...this.transitionsOf(command), transition]);
    const byState = this.byCommandAndState.get(command) ?? new Map<string, Transition>();
    for (const state of transition.from) byState.set(state, transition);
    this.byCommandAndState.set(command, byState);
  }
}

/** The name of the state that a transition leads to; undefined where `paused-from` is not known. */
export function targetOf(
  transition: Transition,
  current: string,
  pausedFrom: string | null,
): string | undefined {
  if (transition.to === SAME) return current;
  if (transition.to === PAUSED_FROM) return pausedFrom ?? undefined;
  return transition.to;
}
