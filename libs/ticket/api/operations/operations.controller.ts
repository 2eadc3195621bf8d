import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import {
  EVENT_FEED,
  EVENT_STORE,
  PlainRoute,
  PROJECTION_RUNNER,
  readAnswer,
  ReadRoute,
} from '@gongdan/platform';
import type { ProjectionRunner } from '@gongdan/projections';
import {
  DeadLettersAnswer,
  DeadLettersQuery,
  ProjectionsAnswer,
  ReplayAnswer,
  ReplayBody,
} from './operations.dto.js';

/** What an operator looks after: how far the read models are, and what could not be handled. */
@ApiTags('operations')
@Controller()
export class OperationsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(EVENT_FEED) private readonly feed: EventFeed,
    @Inject(PROJECTION_RUNNER) private readonly projectionRunner: ProjectionRunner,
  ) {}

  @Get('projections')
  @ReadRoute({
    summary: 'Every read model: the position it shows, how far it is behind, a rebuild under way.',
    answer: ProjectionsAnswer,
  })
  async projections(): Promise<ProjectionsAnswer> {
    const items = await this.projectionRunner.status();
    return readAnswer({ position: await this.store.lastPosition(), items });
  }

  @Get('dead-letters')
  @PlainRoute({
    summary: 'Events that a consumer could not handle, and those parked behind them.',
    status: 200,
    answer: DeadLettersAnswer,
    failures: [400, 401, 403, 503],
  })
  async deadLetters(@Query() { consumer, stream }: DeadLettersQuery): Promise<DeadLettersAnswer> {
    const filter = {
      ...(consumer === undefined ? {} : { consumer }),
      ...(stream === undefined ? {} : { stream }),
    };
    return { items: await this.feed.deadLetters(filter) };
  }

  @Post('dead-letters/replay')
  @PlainRoute({
    summary: 'Has the parked events of a stream handled again, in order.',
    description:
      'FEED.REPLAY_FAILED: one failed again; it stays parked with its followers. Asking again does no harm.',
    status: 200,
    answer: ReplayAnswer,
    failures: [400, 401, 403, 404, 413, 415, 422, 503],
  })
  async replay(@Body() { consumer, stream }: ReplayBody): Promise<ReplayAnswer> {
    return { handled: await this.feed.replay(consumer, stream) };
  }
}
