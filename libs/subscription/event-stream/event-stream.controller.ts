import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { headerOf, PlainRoute, RequestSession, type Session } from '@gongdan/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readsPersonal } from '../cloud-event/entitlement.js';
import { holderOf } from '../open-requests/holder-of.js';
import { EventStreamQuery } from './event-stream.dto.js';
import { EventStreams } from './event-streams.js';

const POSITION = /^\d{1,15}$/;

const EXAMPLE = `retry: 2000
id: 41
event: position
data: {"position":41}

id: 42
event: gongdan.TicketAssigned.v1
data: {"specversion":"1.0","id":"…","type":"gongdan.TicketAssigned.v1","position":42, …}

`;

@ApiTags('events')
@Controller('events')
export class EventStreamController {
  constructor(private readonly streams: EventStreams) {}

  @Get('stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    description: 'The id of the last message that was handled: the stream goes on after it.',
    required: false,
    schema: { type: 'string', pattern: POSITION.source, example: '0' },
  })
  @ApiOkResponse({
    description:
      'Without end. Messages: `event: <type of the CloudEvent>` with the CloudEvent as data and its position as id; `event: position` (id and `{"position"}`) shows how far the filter has come; `event: dropped` (`{"code","detail","hint"}`) is the last word of a stream that the engine ends.',
    content: { 'text/event-stream': { schema: { type: 'string', example: EXAMPLE } } },
  })
  @PlainRoute({
    summary: 'The log as it grows, as server-sent events: CloudEvents in order.',
    description:
      'From `after`, from Last-Event-ID, or from now on. Resume with the id of the last message you have handled: nothing is missing, nothing comes twice. A reader that accepts nothing for 30 s is dropped. The stream ends when its login does. Personal texts as in GET /api/v1/events.',
    status: 200,
    failures: [400, 401, 403, 429, 503],
  })
  async open(
    @Query() query: EventStreamQuery,
    @RequestSession() session: Session,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { after, ...filter } = query;
    const lastEventId = lastEventIdOf(request);
    if (request.method === 'HEAD') return this.streams.serveHead(reply);
    const reader = {
      ...holderOf(request, session),
      entitled: readsPersonal(session.caller),
    };
    await this.streams.serve(reply, reader, { after, lastEventId }, filter);
  }
}

/** Some clients send it empty before they have one. */
function lastEventIdOf(request: FastifyRequest): number | undefined {
  if (request.headers['last-event-id'] === '') return undefined;
  const id = headerOf(request, 'last-event-id', POSITION, 'the id of a message: a whole number');
  return id === undefined ? undefined : Number(id);
}
