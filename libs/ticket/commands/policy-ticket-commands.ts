import { ok, type Refusal, type Result } from '@gongdan/core';
import {
  type Closing,
  type MaintenanceOrder,
  type Settlement,
  type PolicyCommandContext,
  type TicketCommands,
  type TicketEscalation,
} from '@gongdan/contracts';
import { commandContextOf } from '@gongdan/event-feed';
import type { Executed } from '@gongdan/event-store';
import { ticketNumberOf, type TicketCommandInputs } from '../domain/index.js';
import { IssueTicketCommand } from './issue-ticket-command.js';

/** Whatever carries a command to its handler: Nest’s CommandBus, or the handler itself. */
export interface TicketCommandSender {
  execute(command: IssueTicketCommand): Promise<Result<Executed, Refusal>>;
}

/** What other stages’ policies may ask of a ticket (token TICKET_COMMANDS). */
export class PolicyTicketCommands implements TicketCommands {
  constructor(private readonly sender: TicketCommandSender) {}

  registerVisit(ticketId: string, order: MaintenanceOrder, context: PolicyCommandContext) {
    const { planId, slot, orderedOn, ...said } = order;
    const input = {
      ...said,
      ticketId,
      number: ticketNumberOf(orderedOn, ticketId),
      category: 'contract',
      channel: 'maintenance',
      maintenance: { planId, slot },
    } as const;
    return this.send(ticketId, 'register', input, context);
  }

  settle(ticketId: string, settlement: Settlement, context: PolicyCommandContext) {
    return this.send(ticketId, 'settle', settlement, context);
  }

  comment(ticketId: string, text: string, context: PolicyCommandContext) {
    return this.send(ticketId, 'comment', { text, visibility: 'internal' }, context);
  }

  close(ticketId: string, closing: Closing, context: PolicyCommandContext) {
    return this.send(ticketId, 'close', closing, context);
  }

  escalate(ticketId: string, escalation: TicketEscalation, context: PolicyCommandContext) {
    return this.send(ticketId, 'escalate', escalation, context);
  }

  private async send<Name extends 'register' | 'settle' | 'comment' | 'close' | 'escalate'>(
    ticketId: string,
    name: Name,
    input: TicketCommandInputs[Name],
    context: PolicyCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>> {
    const command = new IssueTicketCommand(ticketId, name, input, commandContextOf(context));
    const result = await this.sender.execute(command);
    return result.ok ? ok({ position: result.value.position }) : result;
  }
}
