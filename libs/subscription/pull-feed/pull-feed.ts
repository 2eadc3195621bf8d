import { Inject, Injectable } from '@nestjs/common';
import { toCloudEvent, type Caller } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';
import { EVENT_STORE, readAnswer } from '@gongdan/platform';
import { readsPersonal, shownTo } from '../cloud-event/entitlement.js';
import { refuseBeyondTheLog } from '../follow/beyond-the-log.js';
import { FollowedLog } from '../follow/followed-log.js';
import type { Following } from '../follow/following.js';
import { readFiltered } from '../follow/read-filtered.js';
import { OpenRequests, type OpenRequest } from '../open-requests/open-requests.js';
import { FEED_LIMIT_DEFAULT, type PullFeedAnswer, type PullFeedQuery } from './pull-feed.dto.js';

/** The log’s end is as it was when the page was read, or later. */
interface Found {
  readonly page: LogPage;
  readonly logEnd: number;
}

/** The whole log, in order, to be pulled from any position: what downstream systems live on. */
@Injectable()
export class PullFeed {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly log: FollowedLog,
    private readonly openRequests: OpenRequests,
  ) {}

  /**
   * `open` is called where the read may have to wait. Throws `SUBSCRIPTION.BEYOND_THE_LOG`, what `open` throws, and
   * `ACCOUNT.UNAUTHENTICATED` where the login ends meanwhile.
   */
  async read(
    query: PullFeedQuery,
    caller: Caller,
    open: () => OpenRequest,
  ): Promise<PullFeedAnswer> {
    const { waitSeconds = 0 } = query;
    const waits = waitSeconds > 0 && !this.openRequests.isStopping;
    const { page, logEnd } = await (waits ? this.readOrWait(query, open()) : this.readNow(query));
    const entitled = readsPersonal(caller);
    return readAnswer({
      position: logEnd,
      items: page.events.map((event) => toCloudEvent(shownTo(entitled, event))),
      nextAfter: page.lastPosition,
    });
  }

  private async readNow(query: PullFeedQuery): Promise<Found> {
    const { after = 0, limit = FEED_LIMIT_DEFAULT } = query;
    const page = await readFiltered(this.store, query, after, limit);
    const logEnd = await this.store.lastPosition();
    refuseBeyondTheLog(after, logEnd);
    return { page, logEnd };
  }

  private async readOrWait(query: PullFeedQuery, request: OpenRequest): Promise<Found> {
    const following = this.log.follow(query);
    try {
      const { after = 0 } = query;
      refuseBeyondTheLog(after, await this.log.end());
      const page = await this.firstPage(query, following, request.signal);
      const logEnd = following.logEnd ?? (await this.log.end());
      return { page, logEnd };
    } finally {
      following.close();
      request.close();
    }
  }

  /** The first page with something in it; an empty one where the time is over, or the process stops. */
  private async firstPage(
    { after = 0, limit = FEED_LIMIT_DEFAULT, waitSeconds = 0 }: PullFeedQuery,
    following: Following,
    signal: AbortSignal,
  ): Promise<LogPage> {
    const untilMs = performance.now() + waitSeconds * 1_000;
    for (let position = after; ;) {
      const page = await following.pageAfter(position, limit);
      if (page.events.length > 0) return page;
      const timeoutMs = untilMs - performance.now();
      position = page.lastPosition;
      if (timeoutMs > 0) position = await following.news(position, { signal, timeoutMs });
      refuseWithoutLogin(signal);
      if (signal.aborted || performance.now() >= untilMs) {
        return { events: [], lastPosition: position };
      }
    }
  }
}

function refuseWithoutLogin({ reason }: AbortSignal): void {
  if (reason instanceof GongdanError && reason.category === 'unauthenticated') throw reason;
}
