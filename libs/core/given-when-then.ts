import { fold, type Decider } from './decider.js';
import type { DomainEvent } from './event.js';

/**
 * A specification kit for deciders: `given` past events, `when` a command comes, `then` what is decided.
 * Framework-free: `events()` and `refusal()` return values for any assertion library.
 */
export const specify = <State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
) => ({
  given: (...past: readonly Event[]) => ({
    state: () => fold(decider, past),
    when: (command: Command) => {
      const result = decider.decide(fold(decider, past), command);
      return {
        result,
        /** The decided events; throws with the refusal's words where the command was refused. */
        events: (): readonly Event[] => {
          if (!result.ok) throw new Error(`refused: ${result.error.code}: ${result.error.message}`);
          return result.value;
        },
        /** The refusal's code; throws where the command was accepted. */
        refusal: (): string => {
          if (result.ok) {
            throw new Error(`accepted: ${result.value.map((event) => event.type).join(', ')}`);
          }
          return result.error.code;
        },
      };
    },
  }),
});
