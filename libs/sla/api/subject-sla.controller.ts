import { Body, Controller, Get, Param, Post, Query, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Caller, SlaSubject } from '@gongdan/contracts';
import type { CommandContext } from '@gongdan/event-store';
import {
  commandAnswer,
  CommandRoute,
  ReadRoute,
  RequestCaller,
  RequestContext,
  TakesAsOf,
  type CommandAnswer,
} from '@gongdan/platform';
import { DecidePromisesBody } from '../commands/decide-promises/decide-promises.dto.js';
import { DecidePromises } from '../commands/decide-promises/decide-promises.handler.js';
import { ShowSlaQuery, SlaAnswer } from '../queries/show-sla/show-sla.dto.js';
import { ShowSla } from '../queries/show-sla/show-sla.js';

/** The promises of one kind of subjects, below its own path. */
function subjectSlaController(kind: SlaSubject['kind'], name: string): Type<unknown> {
  @ApiTags('sla')
  @Controller(`${kind}s`)
  class SubjectSlaController {
    constructor(
      private readonly sla: ShowSla,
      private readonly commands: CommandBus,
    ) {}

    @Get(':id/sla')
    @TakesAsOf()
    @ReadRoute({
      summary: 'Every promise about it: when it is due, how it stands, and why.',
      description:
        'Judged from the log at this moment or at any earlier one. Each clock has its ledger: where its time went, by whom, by which event; and what was recorded of it, also what was superseded later. The ETag is of what was recorded, for decisions about it; the ticket or complaint has its own.',
      answer: SlaAnswer,
      versioned: true,
      single: true,
    })
    show(
      @Param('id') id: string,
      @Query() query: ShowSlaQuery,
      @RequestCaller() caller: Caller,
    ): Promise<SlaAnswer> {
      return this.sla.read({ kind, id }, query, caller);
    }

    @Post(':id/sla/recalculate')
    @CommandRoute({
      summary: 'Moves its open clocks to the policy and calendar versions that are in force now.',
      description:
        'Without it what is open keeps the version it came under. Closed clocks never change. No activity of the ticket.',
    })
    recalculate(
      @Param('id') id: string,
      @Body() body: DecidePromisesBody,
      @RequestContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.decide('Recalculate', id, body, context);
    }

    @Post(':id/sla/withdraw')
    @CommandRoute({
      summary: 'Ends its open clocks: nothing is promised any more. Past breaches stay.',
    })
    withdraw(
      @Param('id') id: string,
      @Body() body: DecidePromisesBody,
      @RequestContext() context: CommandContext,
    ): Promise<CommandAnswer> {
      return this.decide('WithdrawPolicy', id, body, context);
    }

    private async decide(
      type: DecidePromises['type'],
      id: string,
      { reason }: DecidePromisesBody,
      context: CommandContext,
    ): Promise<CommandAnswer> {
      const command = new DecidePromises(type, { kind, id }, reason, context);
      return commandAnswer(id, await this.commands.execute(command));
    }
  }
  // The API’s document names operations by it.
  Object.defineProperty(SubjectSlaController, 'name', { value: name });
  return SubjectSlaController;
}

export const TicketSlaController = subjectSlaController('ticket', 'TicketSlaController');
export const ComplaintSlaController = subjectSlaController('complaint', 'ComplaintSlaController');
