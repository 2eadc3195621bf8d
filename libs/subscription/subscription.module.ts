import { Module } from '@nestjs/common';
import { AsyncApiController } from './asyncapi/asyncapi.controller.js';
import { PullFeed } from './pull-feed/pull-feed.js';
import { PullFeedController } from './pull-feed/pull-feed.controller.js';
import { WebhookModule } from './webhook/webhook.module.js';

/** How other systems follow the log over HTTP. */
@Module({
  imports: [WebhookModule],
  controllers: [AsyncApiController, PullFeedController],
  providers: [PullFeed],
})
export class SubscriptionModule {}
