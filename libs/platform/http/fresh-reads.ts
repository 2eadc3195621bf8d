import { Inject, Injectable } from '@nestjs/common';
import { GongdanError } from '@gongdan/core';
import type { EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { Settings } from '../settings/index.js';
import { EVENT_FEED, EVENT_STORE, SETTINGS } from '../tokens.js';
import { IntegerField } from '../validation/fields.js';

/** Base of every read's query string. */
export class FreshQuery {
  @IntegerField({
    description:
      'Read your own writes: the answer shows at least this position of the log (`Gongdan-Position` of a command’s answer), or is 503 READ.BEHIND after a bounded wait. A position that the log does not have is refused.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  })
  minPosition?: number;
}

/** Lets a read wait, bounded, until its read models show the position that the caller asks for. */
@Injectable()
export class FreshReads {
  constructor(
    @Inject(EVENT_FEED) private readonly feed: Pick<EventFeed, 'waitFor'>,
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'lastPosition'>,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'readWaitMsMax'>,
  ) {}

  /**
   * Resolves when all these projections (by name, e.g. `ticket-detail`) have handled everything up to
   * `minPosition`. Throws `READ.BEHIND` after READ_WAIT_MS_MAX, and `REQUEST.INVALID_QUERY` at once for
   * a position that the log does not have: nobody was given it. Undefined: at once.
   */
  async reach(projections: readonly string[], minPosition: number | undefined): Promise<void> {
    if (minPosition === undefined || minPosition === 0) return;
    const last = await this.store.lastPosition();
    if (minPosition > last) throw beyondTheLog(minPosition, last);
    const waits = projections.map((projection) =>
      this.feed.waitFor(`projection:${projection}`, minPosition, this.settings.readWaitMsMax),
    );
    const reached = await Promise.all(waits);
    if (reached.every(Boolean)) return;
    throw new GongdanError({
      code: 'READ.BEHIND',
      category: 'transient',
      message: `The read model does not show position ${minPosition} yet.`,
      hint: 'Ask again in a moment, or without minPosition.',
    });
  }
}

export const beyondTheLog = (minPosition: number, last: number): GongdanError =>
  new GongdanError({
    code: 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message: `The log ends at position ${last}; ${minPosition} does not exist.`,
    hint: 'Take Gongdan-Position of a command’s answer.',
    violations: [{ path: '/minPosition', message: `must not be beyond the log’s end, ${last}` }],
  });
