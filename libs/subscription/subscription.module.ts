import { Module } from '@nestjs/common';
import { PullFeed } from './pull-feed/pull-feed.js';
import { PullFeedController } from './pull-feed/pull-feed.controller.js';

/** How other systems follow the log over HTTP. */
@Module({
  controllers: [PullFeedController],
  providers: [PullFeed],
})
export class SubscriptionModule {}
