import { AddLostRecords1764100010000 } from './add-lost-records.migration.js';
import { CreateRelay1764100000000 } from './create-relay.migration.js';
import { CreateEventFeed1764000010000 } from './create-event-feed.migration.js';

/** Append-only: what was released is never edited. */
export const eventFeedMigrations = [
  CreateEventFeed1764000010000,
  CreateRelay1764100000000,
  AddLostRecords1764100010000,
];
