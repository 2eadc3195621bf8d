import { Controller, Get, Query, Res, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '@gongdan/contracts';
import {
  ListCount,
  ReadRoute,
  RequestAccept,
  RequestCaller,
  TakesAsOf,
  tellPosition,
  type PageAnswer,
} from '@gongdan/platform';
import { clockTable } from '../exports/clock-table.js';
import { fileAnswer } from '../exports/file-answer.js';
import { formatOf } from '../exports/formats.js';
import { metricsTable } from '../exports/metrics-table.js';
import { CLOCK_VIEWS, type ClockViewName } from '../queries/list-clocks/clock-views.js';
import {
  ClockFilterQuery,
  ClockPageAnswer,
  ListClocksQuery,
  ListClockViewQuery,
  type ClockItem,
} from '../queries/list-clocks/list-clocks.dto.js';
import { ListClocks } from '../queries/list-clocks/list-clocks.js';
import {
  ListSlaTicketsQuery,
  SlaTicketFilterQuery,
  SlaTicketPage,
} from '../queries/list-sla-tickets/list-sla-tickets.dto.js';
import { ListSlaTickets } from '../queries/list-sla-tickets/list-sla-tickets.js';
import { MetricsAnswer, MetricsQuery } from '../queries/read-metrics/read-metrics.dto.js';
import { ReadMetrics } from '../queries/read-metrics/read-metrics.js';
import { ExportsClocks, ExportsFigures } from './describe-exports.js';

const COUNT = {
  summary: 'How many the list with the same filters has, exactly.',
  description: 'Apart from the list, as it costs what it counts.',
  answer: ListCount,
} as const;
const HOW = 'Any of these as a file: ?format=csv or xlsx.';

type Listed = Promise<PageAnswer<ClockItem> | StreamableFile>;

@ApiTags('sla')
@Controller('sla')
export class SlaFiguresController {
  constructor(
    private readonly clocks: ListClocks,
    private readonly tickets: ListSlaTickets,
    private readonly metrics: ReadMetrics,
  ) {}

  @Get('clocks')
  @TakesAsOf()
  @ReadRoute({
    summary: 'Clocks of all tickets and complaints, by any filter, with the time they have left.',
    description:
      'Why one stands as it does: GET /tickets/{id}/sla. How many there are: GET /sla/clocks/count.',
    answer: ClockPageAnswer,
  })
  list(@Query() query: ListClocksQuery, @RequestCaller() caller: Caller) {
    return this.clocks.list(query, caller);
  }

  @Get('clocks/count')
  @TakesAsOf()
  @ReadRoute(COUNT)
  count(@Query() query: ClockFilterQuery, @RequestCaller() caller: Caller) {
    return this.clocks.count(query, caller);
  }

  @Get('at-risk')
  @ExportsClocks()
  @ReadRoute({ summary: CLOCK_VIEWS['at-risk'].title, description: HOW, answer: ClockPageAnswer })
  atRisk(
    @Query() query: ListClockViewQuery,
    @RequestCaller() caller: Caller,
    @RequestAccept() accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Listed {
    return this.view('at-risk', query, caller, accept, reply);
  }

  @Get('breaches')
  @ExportsClocks()
  @ReadRoute({
    summary: CLOCK_VIEWS.breaches.title,
    description: `With asOf: those that were broken and still open then. ${HOW}`,
    answer: ClockPageAnswer,
  })
  breaches(
    @Query() query: ListClockViewQuery,
    @RequestCaller() caller: Caller,
    @RequestAccept() accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Listed {
    return this.view('breaches', query, caller, accept, reply);
  }

  @Get('tickets')
  @ReadRoute({
    summary: 'Tickets as figures count them: visits, reopenings, time in states.',
    description: 'How many there are: GET /sla/tickets/count.',
    answer: SlaTicketPage,
  })
  listTickets(@Query() query: ListSlaTicketsQuery) {
    return this.tickets.list(query);
  }

  @Get('tickets/count')
  @ReadRoute(COUNT)
  countTickets(@Query() query: SlaTicketFilterQuery) {
    return this.tickets.count(query);
  }

  @Get('metrics')
  @ExportsFigures()
  @ReadRoute({
    summary: 'Attainment and other figures, in groups; each can be opened.',
    description: `Every figure is defined in docs/reference/sla-metrics.md. ${HOW}`,
    answer: MetricsAnswer,
  })
  async read(
    @Query() query: MetricsQuery,
    @RequestAccept() accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MetricsAnswer | StreamableFile> {
    const format = formatOf(query.format, accept);
    const answer = await this.metrics.read(query);
    if (format === 'json') return answer;
    tellPosition(reply, answer.position);
    return fileAnswer(metricsTable(answer), format);
  }

  private async view(
    name: ClockViewName,
    query: ListClockViewQuery,
    caller: Caller,
    accept: string | undefined,
    reply: FastifyReply,
  ): Listed {
    const format = formatOf(query.format, accept);
    if (format === 'json') return this.clocks.view(name, query, caller);
    const { position, value, at } = await this.clocks.exported(name, query, caller);
    tellPosition(reply, position);
    return fileAnswer(clockTable(`sla-${name}`, value, at), format);
  }
}
