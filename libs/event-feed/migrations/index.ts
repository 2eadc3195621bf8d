import { CreateEventFeed1764000010000 } from './create-event-feed.migration.js';

/** Append-only: what was released is never edited. */
export const eventFeedMigrations = [CreateEventFeed1764000010000];
