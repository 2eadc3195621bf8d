import type { Consumer, EventFeed } from '../event-feed.js';

/** Adds the consumers, starts the feed, and stops it after the test’s body, whatever came of it. */
export async function running(
  feed: EventFeed,
  consumers: readonly Consumer[],
  body: (feed: EventFeed) => Promise<void>,
): Promise<void> {
  for (const consumer of consumers) await feed.add(consumer);
  await feed.start();
  try {
    await body(feed);
  } finally {
    await feed.stop();
  }
}
