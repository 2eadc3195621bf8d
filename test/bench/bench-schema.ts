import { eventFeedMigrations } from '@gongdan/event-feed';
import { eventStoreMigrations } from '@gongdan/event-store';
import { projectionMigrations } from '@gongdan/projections';
import { migrate } from '../setup/test-database.js';

/** The tables of log, feed and read models in an empty database. */
export const createSchema = (url: string): Promise<void> =>
  migrate(url, [...eventStoreMigrations, ...eventFeedMigrations, ...projectionMigrations]);
