import { eventFeedMigrations } from '@gongdan/event-feed';
import { eventStoreMigrations } from '@gongdan/event-store';
import { projectionMigrations } from '@gongdan/projections';
import { DataSource } from 'typeorm';

/** The tables of log, feed and read models in an empty database. */
export async function createSchema(url: string): Promise<void> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    migrations: [...eventStoreMigrations, ...eventFeedMigrations, ...projectionMigrations],
  });
  await dataSource.initialize();
  await dataSource.runMigrations({ transaction: 'each' });
  await dataSource.destroy();
}
