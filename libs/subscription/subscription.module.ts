import { Module, type DynamicModule } from '@nestjs/common';
import { AsyncApiController } from './asyncapi/asyncapi.controller.js';
import { EventStreamController } from './event-stream/event-stream.controller.js';
import { EventStreams } from './event-stream/event-streams.js';
import { FollowedLog } from './follow/followed-log.js';
import { OpenRequests } from './open-requests/open-requests.js';
import { PullFeed } from './pull-feed/pull-feed.js';
import { PullFeedController } from './pull-feed/pull-feed.controller.js';
import { SUBSCRIPTION_LIMITS, type SubscriptionLimits } from './subscription-limits.js';
import { LIMITS } from './tokens.js';
import { WebhookModule } from './webhook/webhook.module.js';

/** How other systems follow the log over HTTP. */
@Module({
  imports: [WebhookModule],
  controllers: [AsyncApiController, PullFeedController, EventStreamController],
  providers: [
    { provide: LIMITS, useValue: SUBSCRIPTION_LIMITS },
    FollowedLog,
    OpenRequests,
    PullFeed,
    EventStreams,
  ],
  exports: [FollowedLog, OpenRequests],
})
export class SubscriptionModule {
  static with(limits: Partial<SubscriptionLimits>): DynamicModule {
    return {
      module: SubscriptionModule,
      providers: [{ provide: LIMITS, useValue: { ...SUBSCRIPTION_LIMITS, ...limits } }],
    };
  }
}
