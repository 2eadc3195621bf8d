import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import {
  type CommandAnswer,
  CommandRoute,
  ReadRoute,
  RequestCaller,
  RequestContext,
  TakesAsOf,
} from '@gongdan/platform';
import {
  ListTicketsQuery,
  TicketCount,
  TicketFilterQuery,
  TicketPage,
} from '../queries/list-tickets/list-tickets.dto.js';
import { ListTickets } from '../queries/list-tickets/list-tickets.js';
import { ShowTicketQuery, TicketAnswer } from '../queries/show-ticket/show-ticket.dto.js';
import { ShowTicket } from '../queries/show-ticket/show-ticket.js';
import {
  TicketEventsAnswer,
  TicketEventsQuery,
} from '../queries/ticket-events/ticket-events.dto.js';
import { TicketEvents } from '../queries/ticket-events/ticket-events.js';
import { CommandIssuer } from './commands/command-issuer.js';
import { RegisterRequestBody } from './commands/register-request.dto.js';

@ApiTags('tickets')
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly issuer: CommandIssuer,
    private readonly tickets: ListTickets,
    private readonly ticket: ShowTicket,
    private readonly ticketEvents: TicketEvents,
  ) {}

  @Post()
  @CommandRoute({
    summary: 'Write a request into the service register and open its voucher.',
    description:
      'The answer’s id is the new ticket’s. The customer must be in the file: a walk-in is taken into it first (POST /customers).',
    creates: true,
  })
  register(
    @Body() body: RegisterRequestBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { category = 'paid', ...rest } = withoutUndefined(body);
    return this.issuer.register({ ...rest, category }, context);
  }

  @Get()
  @TakesAsOf()
  @ReadRoute({
    summary: 'Tickets by any filter, page by page.',
    description:
      'A technician sees what he leads or assists. How many there are: GET /tickets/count.',
    answer: TicketPage,
  })
  list(@Query() query: ListTicketsQuery, @RequestCaller() caller: Caller): Promise<TicketPage> {
    return this.tickets.list(query, caller);
  }

  @Get('count')
  @ReadRoute({
    summary: 'How many tickets the list with the same filters has, exactly.',
    description:
      'Apart from the list, as it costs what it counts: up to a second for a million tickets.',
    answer: TicketCount,
  })
  count(@Query() query: TicketFilterQuery, @RequestCaller() caller: Caller): Promise<TicketCount> {
    return this.tickets.count(query, caller);
  }

  @Get(':id')
  @TakesAsOf()
  @ReadRoute({
    summary: 'One ticket: all that is known, what the caller may do now, and why not the rest.',
    answer: TicketAnswer,
    versioned: true,
    single: true,
  })
  show(
    @Param('id') id: string,
    @Query() query: ShowTicketQuery,
    @RequestCaller() caller: Caller,
  ): Promise<TicketAnswer> {
    return this.ticket.read(id, query, caller);
  }

  @Get(':id/events')
  @TakesAsOf()
  @ReadRoute({
    summary: 'Everything that happened to a ticket, in order, as CloudEvents.',
    answer: TicketEventsAnswer,
    single: true,
  })
  events(
    @Param('id') id: string,
    @Query() query: TicketEventsQuery,
    @RequestCaller() caller: Caller,
  ): Promise<TicketEventsAnswer> {
    return this.ticketEvents.read(id, query, caller);
  }
}
