import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { streamName, type Clock, type IdGenerator, type Refusal, type Result } from '@gongdan/core';
import {
  executionOf,
  type CommandContext,
  type CommandExecutor,
  type Executed,
} from '@gongdan/event-store';
import { CLOCK, COMMAND_EXECUTOR, ID_GENERATOR, WORKFLOWS } from '@gongdan/platform';
import type { Workflows } from '@gongdan/workflow';
import {
  ticketDecider,
  type TicketCommand,
  type TicketCommandInputs,
  type TicketCommandName,
  type TicketDecider,
} from '../domain/index.js';
import { ticketGoingOn } from './merge/ticket-going-on.js';

/** The one way in which a ticket is changed, whoever asks: HTTP, a policy, an import. */
export class IssueTicketCommand<Name extends TicketCommandName = TicketCommandName> extends Command<
  Result<Executed, Refusal>
> {
  constructor(
    readonly ticketId: string,
    readonly name: Name,
    readonly input: TicketCommandInputs[Name],
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(IssueTicketCommand)
export class IssueTicketCommandHandler implements ICommandHandler<IssueTicketCommand> {
  private readonly decider: TicketDecider;

  constructor(
    @Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(WORKFLOWS) workflows: Workflows,
  ) {
    this.decider = ticketDecider(workflows);
  }

  execute({ ticketId, name, input, context }: IssueTicketCommand) {
    const now = this.clock.now();
    // Envelope and decision must tell the same moment: the state folded now is cached.
    const occurredAt = context.occurredAt ?? now;
    const { caller } = context;
    const newId = this.ids.next();
    // Name and input belong together by IssueTicketCommand’s type; the union cannot see it.
    const command = { name, input, caller, now, occurredAt, newId } as TicketCommand;
    return this.executor.execute({
      stream: streamName('ticket', ticketId),
      decider: this.decider,
      command,
      isNew: name === 'register',
      ...this.lookingAround(command),
      customerIdOf: (state) => state.customerId,
      ...executionOf(context),
      occurredAt,
    });
  }

  private lookingAround({ name, input }: TicketCommand) {
    if (name !== 'merge') return {};
    return { restsOn: () => ticketGoingOn(this.executor, this.decider, input) };
  }
}
