import { ok, type Refusal, type Result } from '@gongdan/core';
import type { Move, TicketEvent } from '@gongdan/contracts';
import type { WorkflowDefinition, Workflows } from '@gongdan/workflow';
import type { TicketCommandInputs, TicketCommandName, TicketCommandOf } from './ticket-command.js';
import { refused } from './ticket-refusals.js';
import type { TicketState } from './ticket-state.js';

/**
 * Everything that deciding one command can look at, after all that goes for every command was
 * checked.
 */
export interface Deciding<Name extends TicketCommandName> {
  readonly state: TicketState;
  readonly command: TicketCommandOf<Name>;
  /** The command’s input as plain data. */
  readonly input: TicketCommandInputs[Name];
  readonly workflows: Workflows;
  readonly definition: WorkflowDefinition;
  /** The step that the workflow takes the ticket through. */
  readonly move: Move;
  /** Of the caller’s roles only that of technician allows the command. */
  readonly asTechnician: boolean;
}

export type Decision = Result<readonly TicketEvent[], Refusal>;

export type Decide<Name extends TicketCommandName> = (deciding: Deciding<Name>) => Decision;

export type Decisions<Names extends TicketCommandName> = { readonly [Name in Names]: Decide<Name> };

export const happened = (...events: readonly TicketEvent[]): Decision => ok(events);

/** What was asked for is so already. */
export const nothingToChange = (): Decision => ok([]);

export const no = (refusal: Refusal): Decision => refused(refusal);
