import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { withoutUndefined, type Clock, type IdGenerator } from '@gongdan/core';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  commandAnswer,
  CommandRoute,
  createdAnswer,
  EVENT_STORE,
  ID_GENERATOR,
  ListCount,
  occurred,
  ReadRoute,
  RefusesFuture,
  RequestContext,
  type CommandAnswer,
} from '@gongdan/platform';
import { AnswerComplaintBody } from '../commands/answer-complaint/answer-complaint.dto.js';
import { AnswerComplaint } from '../commands/answer-complaint/answer-complaint.handler.js';
import { CloseComplaintBody } from '../commands/close-complaint/close-complaint.dto.js';
import { CloseComplaint } from '../commands/close-complaint/close-complaint.handler.js';
import { EscalateComplaintBody } from '../commands/escalate-complaint/escalate-complaint.dto.js';
import { EscalateComplaint } from '../commands/escalate-complaint/escalate-complaint.handler.js';
import { OpenComplaintBody } from '../commands/open-complaint/open-complaint.dto.js';
import { OpenComplaint } from '../commands/open-complaint/open-complaint.handler.js';
import {
  ComplaintFilterQuery,
  ComplaintPage,
  ListComplaintsQuery,
} from '../queries/list-complaints/list-complaints.dto.js';
import { ListComplaints } from '../queries/list-complaints/list-complaints.js';
import {
  ComplaintAnswer,
  ShowComplaintQuery,
} from '../queries/show-complaint/show-complaint.dto.js';
import { ShowComplaint } from '../queries/show-complaint/show-complaint.js';

@ApiTags('complaints')
@Controller('complaints')
export class ComplaintsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly complaints: ListComplaints,
    private readonly complaint: ShowComplaint,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Complaints, the newest first.',
    description: 'How many there are: GET /complaints/count.',
    answer: ComplaintPage,
  })
  list(@Query() query: ListComplaintsQuery) {
    return this.complaints.read(query);
  }

  @Get('count')
  @ReadRoute({
    summary: 'How many complaints the list with the same filters has, exactly.',
    description: 'Apart from the list, as it costs what it counts.',
    answer: ListCount,
  })
  count(@Query() query: ComplaintFilterQuery) {
    return this.complaints.count(query);
  }

  @Get(':id')
  @RefusesFuture()
  @ReadRoute({ summary: 'One complaint.', answer: ComplaintAnswer, versioned: true, single: true })
  show(@Param('id') id: string, @Query() query: ShowComplaintQuery) {
    return this.complaint.read(id, query);
  }

  @Post()
  @CommandRoute({ summary: 'Takes a complaint up.', creates: true })
  async open(
    @Body() body: OpenComplaintBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { occurredAt: _occurredAt, ticketIds = [], source = 'customer', ...given } = body;
    const complaint = {
      ...withoutUndefined(given),
      complaintId: this.ids.next(),
      ticketIds: [...new Set(ticketIds)],
      source,
    };
    const command = new OpenComplaint(complaint, occurred(context, body, this.clock));
    const result = await this.commands.execute(command);
    return createdAnswer(this.store, result, 'complaintId');
  }

  @Post(':id/escalate')
  @CommandRoute({
    summary:
      'Moves a complaint up, one step or to a level: handler, department manager, executive.',
  })
  async escalate(
    @Param('id') id: string,
    @Body() body: EscalateComplaintBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { to, reason, ownerId } = body;
    const input = withoutUndefined({ to, reason, ownerId });
    const command = new EscalateComplaint(id, input, occurred(context, body, this.clock));
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Post(':id/answer')
  @CommandRoute({ summary: 'Records the answer that the customer was given.' })
  async answer(
    @Param('id') id: string,
    @Body() body: AnswerComplaintBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { channel, answer } = body;
    const when = occurred(context, body, this.clock);
    const command = new AnswerComplaint(id, { channel, answer }, when);
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Post(':id/close')
  @CommandRoute({
    summary: 'Closes the loop: the customer accepted the answer, or the executive says why not.',
  })
  async close(
    @Param('id') id: string,
    @Body() body: CloseComplaintBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { acceptedByCustomer, reason } = body;
    const input = withoutUndefined({ acceptedByCustomer, reason });
    const command = new CloseComplaint(id, input, occurred(context, body, this.clock));
    return commandAnswer(id, await this.commands.execute(command));
  }
}
