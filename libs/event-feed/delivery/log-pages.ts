import type { RecordedEvent } from '@gongdan/core';
import type { EventStore, LogPage } from '@gongdan/event-store';

/** Pages kept for consumers that lag about equally far. */
export const SHARED_PAGES_MAX = 4;
/** Events in such a page. */
export const SHARED_PAGE_EVENTS = 5_000;

/**
 * The older part of the log, for consumers that lag: they mostly lag together (after a start, in an
 * import), so a page that one of them read is kept for the others. Six projections that catch up then
 * read, parse and unseal every event once and not six times.
 */
export class LogPages {
  private readonly pages = new Map<number, Promise<LogPage>>();

  constructor(private readonly store: Pick<EventStore, 'readLog'>) {}

  /** Of the page after a position: the events of these types, so many at most. */
  async page(
    after: number,
    limit: number,
    types: ReadonlySet<string> | undefined,
  ): Promise<LogPage> {
    const shared = this.covering(after);
    let page = await (shared ?? this.read(after));
    // That one ended at the log’s end of then.
    if (shared !== undefined && page.lastPosition <= after) page = await this.read(after);
    const events: RecordedEvent[] = [];
    for (const event of page.events) {
      if (event.position <= after || (types !== undefined && !types.has(event.type))) continue;
      events.push(event);
      if (events.length === limit) return { events, lastPosition: event.position };
    }
    return { events, lastPosition: Math.max(after, page.lastPosition) };
  }

  /** A page that somebody read or is reading and that should go beyond the position. */
  private covering(after: number): Promise<LogPage> | undefined {
    for (const [begin, page] of this.pages) {
      if (begin <= after && after - begin < SHARED_PAGE_EVENTS) return page;
    }
    return undefined;
  }

  private read(after: number): Promise<LogPage> {
    const coming = this.store.readLog({ after, limit: SHARED_PAGE_EVENTS });
    this.pages.delete(after);
    this.pages.set(after, coming);
    if (this.pages.size > SHARED_PAGES_MAX) this.forgetOldest();
    void this.keepIfWhole(after, coming);
    return coming;
  }

  /** A page that failed, or that ends at the log’s end, is not the same the next time. */
  private async keepIfWhole(after: number, coming: Promise<LogPage>): Promise<void> {
    const isWhole = await coming.then(
      ({ events }) => events.length === SHARED_PAGE_EVENTS,
      () => false,
    );
    if (!isWhole && this.pages.get(after) === coming) this.pages.delete(after);
  }

  private forgetOldest(): void {
    const oldest = this.pages.keys().next();
    if (oldest.done !== true) this.pages.delete(oldest.value);
  }
}
