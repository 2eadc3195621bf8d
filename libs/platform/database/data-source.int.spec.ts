import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { createDataSource, poolOf } from './data-source.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([]);
});
afterAll(() => database.drop());

describe('a data source', () => {
  async function opened() {
    const errors: string[] = [];
    const dataSource = createDataSource({
      url: database.url,
      entities: [],
      waitMsMax: 5_000,
      statementMsMax: 5_000,
      onError: ({ message }) => errors.push(message),
    });
    await dataSource.initialize();
    return { dataSource, errors };
  }

  it('tells of a connection that was lost', async () => {
    const { dataSource, errors } = await opened();
    const [backend] = await dataSource.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const lost = once(poolOf(dataSource), 'error');
    await other.query('SELECT pg_terminate_backend($1)', [backend?.pid]);
    await lost;
    await other.end();
    expect(errors.join()).toContain('terminating connection');
    await dataSource.destroy();
  });

  it('tells of none that ends while it is closed or later: its server may stop at the same moment', async () => {
    const { dataSource, errors } = await opened();
    const pool = poolOf(dataSource);
    const terminated = new Error('terminating connection due to administrator command');
    const closed = dataSource.destroy();
    pool.emit('error', terminated, new pg.Client());
    await closed;
    pool.emit('error', terminated, new pg.Client());
    expect(errors).toEqual([]);
  });
});
