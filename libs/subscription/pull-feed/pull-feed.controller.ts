import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReadRoute, RequestSession, type Session } from '@gongdan/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { holderOf } from '../open-requests/holder-of.js';
import { OpenRequests } from '../open-requests/open-requests.js';
import { PullFeedAnswer, PullFeedQuery } from './pull-feed.dto.js';
import { PullFeed } from './pull-feed.js';

@ApiTags('events')
@Controller('events')
export class PullFeedController {
  constructor(
    private readonly feed: PullFeed,
    private readonly openRequests: OpenRequests,
  ) {}

  @Get()
  @ReadRoute({
    summary: 'The log of everything, to be pulled from any position: CloudEvents in order.',
    description:
      'Remember nextAfter and ask again: no event is skipped, and all of one subject come in order. With waitSeconds the answer at the log’s end comes as soon as there is something new. Names, addresses and remarks read `[sealed]` for everybody but administrator, auditor, executive and service manager.',
    answer: PullFeedAnswer,
    limited: true,
  })
  read(
    @Query() query: PullFeedQuery,
    @RequestSession() session: Session,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PullFeedAnswer> {
    return this.feed.read(query, session.caller, () =>
      this.openRequests.open('waitingRead', holderOf(request, session), reply.raw),
    );
  }
}
