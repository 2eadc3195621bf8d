import { afterAll, beforeAll } from '@jest/globals';
import pg from 'pg';
import type { MixedList } from 'typeorm';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface TestPool {
  /** There from the first `beforeAll` behind `useTestPool` on. */
  readonly pool: pg.Pool;
}

/** A database of its own for the test file that calls this, with the migrations run on it, and a pool of connections. */
export function useTestPool(migrations: MixedList<Function>, config: pg.PoolConfig = {}): TestPool {
  let database: TestDatabase;
  const used = {} as { pool: pg.Pool };
  beforeAll(async () => {
    database = await createTestDatabase(migrations);
    used.pool = new pg.Pool({ connectionString: database.url, ...config });
  });
  afterAll(async () => {
    await used.pool.end();
    await database.drop();
  });
  return used;
}
