import type { Refusal } from './errors.js';
import type { DomainEvent } from './event.js';
import type { Result } from './result.js';

/**
 * The heart of a stream: pure functions without clock, randomness or I/O. Everything a decision needs
 * beyond the state arrives in the command (which carries actor, roles and instants).
 */
export interface Decider<State, Command, Event extends DomainEvent> {
  readonly initial: State;
  /** The events that the command leads to, or why the rules refuse it. No events: nothing to change. */
  decide(state: State, command: Command): Result<readonly Event[], Refusal>;
  /** Total: must accept every event ever recorded on such a stream, in any order, and never throw. */
  evolve(state: State, event: Event): State;
}

export const fold = <State, Event extends DomainEvent>(
  decider: Pick<Decider<State, never, Event>, 'initial' | 'evolve'>,
  events: Iterable<Event>,
  from: State = decider.initial,
): State => {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};
