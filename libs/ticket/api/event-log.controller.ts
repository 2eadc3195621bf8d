import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { ReadRoute, RequestCaller } from '@gongdan/platform';
import { EventLogAnswer, EventLogQuery } from '../queries/event-log/event-log.dto.js';
import { EventLog } from '../queries/event-log/event-log.js';

@ApiTags('events')
@Controller('events')
export class EventLogController {
  constructor(private readonly log: EventLog) {}

  @Get()
  @ReadRoute({
    summary: 'The log of everything, to be pulled from any position: CloudEvents in order.',
    description:
      'Remember nextAfter and ask again: no event is skipped, and all of one subject come in order. Names, addresses and remarks read `[sealed]` for everybody but administrator, auditor, executive and service manager.',
    answer: EventLogAnswer,
  })
  read(@Query() query: EventLogQuery, @RequestCaller() caller: Caller): Promise<EventLogAnswer> {
    return this.log.read(query, caller);
  }
}
