import { createTestDatabase } from '../../../test/setup/test-database.js';
import { describeEventStoreContract } from '../testing/contract-suite.js';
import { eventStoreMigrations } from './migrations/index.js';
import { PostgresEventStore } from './postgres-event-store.js';

describeEventStoreContract('PostgresEventStore', async () => {
  const database = await createTestDatabase(eventStoreMigrations);
  const store = await PostgresEventStore.open({ connection: database.url });
  const other = await PostgresEventStore.open({ connection: database.url });
  return {
    store,
    other,
    async dispose() {
      await store.close();
      await other.close();
      await database.drop();
    },
  };
});
