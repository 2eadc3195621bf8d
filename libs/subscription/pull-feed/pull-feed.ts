import { Inject, Injectable } from '@nestjs/common';
import { toCloudEvent, type Caller } from '@gongdan/contracts';
import type { EventStore } from '@gongdan/event-store';
import { EVENT_STORE, readAnswer } from '@gongdan/platform';
import { readsPersonal, shownTo } from '../cloud-event/entitlement.js';
import { FEED_LIMIT_DEFAULT, type PullFeedAnswer, type PullFeedQuery } from './pull-feed.dto.js';

/** The whole log, in order, to be pulled from any position: what downstream systems live on. */
@Injectable()
export class PullFeed {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  async read(query: PullFeedQuery, caller: Caller): Promise<PullFeedAnswer> {
    const { after = 0, limit = FEED_LIMIT_DEFAULT, types } = query;
    const page = await this.store.readLog({ after, limit, ...(types ? { types } : {}) });
    const position = await this.store.lastPosition();
    const entitled = readsPersonal(caller);
    return readAnswer({
      position,
      items: page.events.map((event) => toCloudEvent(shownTo(entitled, event))),
      nextAfter: page.lastPosition,
    });
  }
}
