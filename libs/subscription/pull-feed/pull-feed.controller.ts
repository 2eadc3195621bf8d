import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@gongdan/contracts';
import { ReadRoute, RequestCaller } from '@gongdan/platform';
import { PullFeedAnswer, PullFeedQuery } from './pull-feed.dto.js';
import { PullFeed } from './pull-feed.js';

@ApiTags('events')
@Controller('events')
export class PullFeedController {
  constructor(private readonly feed: PullFeed) {}

  @Get()
  @ReadRoute({
    summary: 'The log of everything, to be pulled from any position: CloudEvents in order.',
    description:
      'Remember nextAfter and ask again: no event is skipped, and all of one subject come in order. Names, addresses and remarks read `[sealed]` for everybody but administrator, auditor, executive and service manager.',
    answer: PullFeedAnswer,
  })
  read(@Query() query: PullFeedQuery, @RequestCaller() caller: Caller): Promise<PullFeedAnswer> {
    return this.feed.read(query, caller);
  }
}
