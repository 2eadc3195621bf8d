import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { ReadRoute, RequestCaller, TakesAsOf } from '@gongdan/platform';
import {
  LoadOverview,
  LoadQuery,
  LoadTicketsPage,
  LoadTicketsQuery,
  TechnicianLoadAnswer,
} from '../queries/technician-load/technician-load.dto.js';
import { TechnicianLoad } from '../queries/technician-load/technician-load.js';

@ApiTags('technicians')
@Controller('technicians')
export class LoadsController {
  constructor(private readonly load: TechnicianLoad) {}

  @Get('load')
  @TakesAsOf()
  @ReadRoute({
    summary: 'What every technician has in hand and did, side by side.',
    description: 'As lead or assistant. A technician sees only himself.',
    answer: LoadOverview,
  })
  overview(@Query() query: LoadQuery, @RequestCaller() caller: Caller): Promise<LoadOverview> {
    return this.load.overview(query, caller);
  }

  @Get(':id/load')
  @TakesAsOf()
  @ReadRoute({
    summary: 'What one technician has in hand and did.',
    answer: TechnicianLoadAnswer,
    single: true,
  })
  one(
    @Param('id') id: string,
    @Query() query: LoadQuery,
    @RequestCaller() caller: Caller,
  ): Promise<TechnicianLoadAnswer> {
    return this.load.one(id, query, caller);
  }

  @Get(':id/load/tickets')
  @TakesAsOf()
  @ReadRoute({
    summary: 'The tickets behind the counts of a technician’s load.',
    answer: LoadTicketsPage,
    single: true,
  })
  tickets(
    @Param('id') id: string,
    @Query() query: LoadTicketsQuery,
    @RequestCaller() caller: Caller,
  ): Promise<LoadTicketsPage> {
    return this.load.tickets(id, query, caller);
  }
}
