import { createTestDatabase } from '../../../test/setup/test-database.js';
import { describeEventStoreContract } from '../testing/contract-suite.js';
import { eventStoreMigrations } from './migrations/index.js';
import { PostgresEventStore } from './postgres-event-store.js';

describeEventStoreContract('PostgresEventStore', async () => {
  const database = await createTestDatabase(eventStoreMigrations);
  // Wake-ups must do: nobody looks by himself before the tests are over.
  const options = { connection: database.url, limits: { pollMs: 3_600_000 } };
  const store = await PostgresEventStore.open(options);
  const other = await PostgresEventStore.open(options);
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
