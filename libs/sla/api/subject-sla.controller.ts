import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
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

const READ = {
  summary: 'Every promise about it: when it is due, how it stands, and why.',
  description:
    'Judged from the log at this moment or at any earlier one. Each clock has its ledger: where its time went, by whom, by which event; and what was recorded of it, also what was superseded later.',
  answer: SlaAnswer,
  single: true,
} as const;
const RECALCULATE = {
  summary: 'Moves its open clocks to the policy and calendar versions that are in force now.',
  description:
    'Without it an open ticket keeps the version it came under. Closed clocks never change. No activity of the ticket.',
} as const;
const WITHDRAW = {
  summary: 'Ends its open clocks: nothing is promised any more. Past breaches stay.',
} as const;

@ApiTags('sla')
@Controller('tickets')
export class TicketSlaController {
  constructor(
    private readonly sla: ShowSla,
    private readonly commands: CommandBus,
  ) {}

  @Get(':id/sla')
  @TakesAsOf()
  @ReadRoute(READ)
  show(
    @Param('id') id: string,
    @Query() query: ShowSlaQuery,
    @RequestCaller() caller: Caller,
  ): Promise<SlaAnswer> {
    return this.sla.read({ kind: 'ticket', id }, query, caller);
  }

  @Post(':id/sla/recalculate')
  @CommandRoute(RECALCULATE)
  recalculate(
    @Param('id') id: string,
    @Body() body: DecidePromisesBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return decide(this.commands, 'Recalculate', { kind: 'ticket', id }, body, context);
  }

  @Post(':id/sla/withdraw')
  @CommandRoute(WITHDRAW)
  withdraw(
    @Param('id') id: string,
    @Body() body: DecidePromisesBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return decide(this.commands, 'WithdrawPolicy', { kind: 'ticket', id }, body, context);
  }
}

@ApiTags('sla')
@Controller('complaints')
export class ComplaintSlaController {
  constructor(
    private readonly sla: ShowSla,
    private readonly commands: CommandBus,
  ) {}

  @Get(':id/sla')
  @TakesAsOf()
  @ReadRoute(READ)
  show(
    @Param('id') id: string,
    @Query() query: ShowSlaQuery,
    @RequestCaller() caller: Caller,
  ): Promise<SlaAnswer> {
    return this.sla.read({ kind: 'complaint', id }, query, caller);
  }

  @Post(':id/sla/recalculate')
  @CommandRoute(RECALCULATE)
  recalculate(
    @Param('id') id: string,
    @Body() body: DecidePromisesBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return decide(this.commands, 'Recalculate', { kind: 'complaint', id }, body, context);
  }

  @Post(':id/sla/withdraw')
  @CommandRoute(WITHDRAW)
  withdraw(
    @Param('id') id: string,
    @Body() body: DecidePromisesBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return decide(this.commands, 'WithdrawPolicy', { kind: 'complaint', id }, body, context);
  }
}

async function decide(
  commands: CommandBus,
  type: DecidePromises['type'],
  subject: SlaSubject,
  { reason }: DecidePromisesBody,
  context: CommandContext,
): Promise<CommandAnswer> {
  const command = new DecidePromises(type, subject, reason, context);
  return commandAnswer(subject.id, await commands.execute(command));
}
