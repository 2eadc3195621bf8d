import type { FeedNotice } from '@gongdan/event-feed';
import { Outage } from './outage.js';

/**
 * Lines for an operator of what a feed tells. Failures by no event’s fault are told of the feed as a whole: while
 * the database is away every consumer tries again several times a second.
 */
export function tellFeedNotices(note: (line: string) => void): (notice: FeedNotice) => void {
  const log = new Outage({ failing: 'feed: nothing new is read', over: 'feed: reads again' }, note);
  const consumers = new Outage(
    { failing: 'feed: consumers wait', over: 'feed: all consumers go on' },
    note,
  );
  const waiting = new Set<string>();
  const waitsNoMore = (consumer: string): void => {
    if (waiting.delete(consumer) && waiting.size === 0) consumers.over();
  };
  return ({ kind, consumer, message, code }) => {
    if (kind === 'log-unreadable') return log.failed(message, code);
    if (kind === 'log-readable') return log.over();
    if (kind === 'retrying' && code !== undefined) {
      waiting.add(consumer);
      return consumers.failed(`${consumer}: ${message}`, code);
    }
    if (kind !== 'recovered') note(`feed ${kind} ${consumer}: ${message}`);
    if (kind !== 'retrying' && kind !== 'parked') waitsNoMore(consumer);
  };
}
