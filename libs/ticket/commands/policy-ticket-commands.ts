import { createHash } from 'node:crypto';
import { ok, type Refusal, type Result } from '@gongdan/core';
import {
  systemCaller,
  type Closing,
  type Settlement,
  type TicketCommandContext,
  type TicketCommands,
  type TicketEscalation,
} from '@gongdan/contracts';
import type { Executed } from '@gongdan/event-store';
import type { TicketCommandInputs } from '../domain/index.js';
import { IssueTicketCommand } from './issue-ticket-command.js';

/** Whatever carries a command to its handler: Nest’s CommandBus, or the handler itself. */
export interface TicketCommandSender {
  execute(command: IssueTicketCommand): Promise<Result<Executed, Refusal>>;
}

/** What other stages’ policies may ask of a ticket (token TICKET_COMMANDS). */
export class PolicyTicketCommands implements TicketCommands {
  constructor(private readonly sender: TicketCommandSender) {}

  settle(ticketId: string, settlement: Settlement, context: TicketCommandContext) {
    return this.send(ticketId, 'settle', settlement, context);
  }

  close(ticketId: string, closing: Closing, context: TicketCommandContext) {
    return this.send(ticketId, 'close', closing, context);
  }

  escalate(ticketId: string, escalation: TicketEscalation, context: TicketCommandContext) {
    return this.send(ticketId, 'escalate', escalation, context);
  }

  private async send<Name extends 'settle' | 'close' | 'escalate'>(
    ticketId: string,
    name: Name,
    input: TicketCommandInputs[Name],
    { actor, correlationId, causationId, idempotencyKey }: TicketCommandContext,
  ): Promise<Result<{ readonly position: number }, Refusal>> {
    // The key stands for the reaction: what the policy read may differ when it is delivered again.
    const fingerprint = createHash('sha256').update(idempotencyKey).digest('hex');
    const result = await this.sender.execute(
      new IssueTicketCommand(ticketId, name, input, {
        caller: systemCaller(actor),
        correlationId,
        causationId,
        idempotency: { key: idempotencyKey, fingerprint },
      }),
    );
    return result.ok ? ok({ position: result.value.position }) : result;
  }
}
