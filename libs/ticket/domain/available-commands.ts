import type { Instant, Refusal } from '@gongdan/core';
import type { Caller } from '@gongdan/contracts';
import type { Workflows } from '@gongdan/workflow';
import { standingOf } from './command-standing.js';
import { registerRefusal } from './decide-register.js';
import { ASKED_COMMANDS, type AskedCommandName } from './ticket-command.js';
import type { TicketState } from './ticket-state.js';
import { commandFields, type CommandField } from './ticket-vocabulary.js';

/** A command that the caller may give now (with its input fields), or the reason why not. */
export type CommandAvailability =
  | {
      readonly command: AskedCommandName;
      readonly allowed: true;
      readonly fields: readonly CommandField[];
    }
  | {
      readonly command: AskedCommandName;
      readonly allowed: false;
      readonly code: string;
      readonly message: string;
      readonly hint?: string;
    };

/**
 * For every command but the engine’s own, whether this caller may give it at `now`, as if it happened now. A command
 * that is not allowed here is refused by the decider with the same code and message, whatever its
 * input; one that is allowed may still be refused for its input.
 */
export function availableCommands(
  workflows: Workflows,
  state: TicketState,
  caller: Caller,
  now: Instant,
): readonly CommandAvailability[] {
  return ASKED_COMMANDS.map((command) => {
    if (command === 'register' && !state.exists) {
      const refusal = registerRefusal(workflows, caller);
      return refusal ? refusedFor(command, refusal) : allowedFor(command, []);
    }
    const standing = standingOf(workflows, state, command, caller, now);
    return standing.ok
      ? allowedFor(command, standing.value.transition.requires)
      : refusedFor(command, standing.error);
  });
}

const allowedFor = (
  command: AskedCommandName,
  requires: readonly string[],
): CommandAvailability => ({ command, allowed: true, fields: commandFields(command, requires) });

const refusedFor = (
  command: AskedCommandName,
  { code, message, hint }: Refusal,
): CommandAvailability => ({
  command,
  allowed: false,
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});
