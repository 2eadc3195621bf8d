import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined, type IdGenerator } from '@gongdan/core';
import type { CommandContext, EventStore } from '@gongdan/event-store';
import {
  commandAnswer,
  CommandRoute,
  createdAnswer,
  EVENT_STORE,
  ID_GENERATOR,
  ListCount,
  ReadRoute,
  RefusesFuture,
  RequestCaller,
  RequestContext,
  type CommandAnswer,
} from '@gongdan/platform';
import { AmendTechnicianBody } from '../commands/amend-technician/amend-technician.dto.js';
import { AmendTechnician } from '../commands/amend-technician/amend-technician.handler.js';
import { EngageTechnicianBody } from '../commands/engage-technician/engage-technician.dto.js';
import { EngageTechnician } from '../commands/engage-technician/engage-technician.handler.js';
import { ReleaseTechnicianBody } from '../commands/release-technician/release-technician.dto.js';
import { ReleaseTechnician } from '../commands/release-technician/release-technician.handler.js';
import {
  ListTechniciansQuery,
  TechnicianFilterQuery,
  TechnicianPage,
} from '../queries/list-technicians/list-technicians.dto.js';
import { ListTechnicians } from '../queries/list-technicians/list-technicians.js';
import {
  ShowTechnicianQuery,
  TechnicianAnswer,
} from '../queries/show-technician/show-technician.dto.js';
import { ShowTechnician } from '../queries/show-technician/show-technician.js';

@ApiTags('technicians')
@Controller('technicians')
export class TechniciansController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly technicians: ListTechnicians,
    private readonly technician: ShowTechnician,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'Technicians by name.',
    description: 'How many there are: GET /technicians/count.',
    answer: TechnicianPage,
  })
  list(@Query() query: ListTechniciansQuery, @RequestCaller() caller: Caller) {
    return this.technicians.read(query, caller);
  }

  @Get('count')
  @ReadRoute({
    summary: 'How many technicians the list with the same filters has, exactly.',
    description: 'Apart from the list, as it costs what it counts.',
    answer: ListCount,
  })
  count(@Query() query: TechnicianFilterQuery, @RequestCaller() caller: Caller) {
    return this.technicians.count(query, caller);
  }

  @Get(':id')
  @RefusesFuture()
  @ReadRoute({
    summary: 'One technician.',
    answer: TechnicianAnswer,
    versioned: true,
    single: true,
  })
  show(
    @Param('id') id: string,
    @Query() query: ShowTechnicianQuery,
    @RequestCaller() caller: Caller,
  ) {
    return this.technician.read(id, query, caller);
  }

  @Post()
  @CommandRoute({ summary: 'Takes a technician into service.', creates: true })
  async engage(
    @Body() body: EngageTechnicianBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const { skills = [], ...given } = body;
    const technician = { ...withoutUndefined(given), technicianId: this.ids.next(), skills };
    const result = await this.commands.execute(new EngageTechnician(technician, context));
    return createdAnswer(this.store, result, 'technicianId');
  }

  @Post(':id/amend')
  @CommandRoute({ summary: 'Corrects name, team, region or skills of a technician.' })
  async amend(
    @Param('id') id: string,
    @Body() body: AmendTechnicianBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = new AmendTechnician(id, withoutUndefined(body), context);
    return commandAnswer(id, await this.commands.execute(command));
  }

  @Post(':id/release')
  @CommandRoute({
    summary: 'The technician left: nothing can be assigned to this one any more.',
  })
  async release(
    @Param('id') id: string,
    @Body() body: ReleaseTechnicianBody,
    @RequestContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    const command = new ReleaseTechnician(id, body.reason, context);
    return commandAnswer(id, await this.commands.execute(command));
  }
}
