import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { migrate } from './migrate.js';
import { createPool } from './pool.js';

class CreateCounter1764000030090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE gongdan.counter (n int)');
    await runner.query('INSERT INTO gongdan.counter VALUES (1)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.counter');
  }
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([]);
});
afterAll(() => database.drop());

describe('migrations', () => {
  it('run once, also when several engines start at the same time', async () => {
    const ran = await Promise.all(
      [1, 2, 3].map(() => migrate(database.url, [CreateCounter1764000030090])),
    );
    expect(ran.flat()).toEqual(['CreateCounter1764000030090']);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('SELECT n FROM gongdan.counter');
    await client.end();
    expect(rows).toEqual([{ n: 1 }]);
  });
});

describe('a pool', () => {
  const errors: string[] = [];
  const pool = () =>
    createPool({
      url: database.url,
      name: 'test',
      connectionsMax: 1,
      waitMsMax: 200,
      statementMsMax: 200,
      onError: (error) => errors.push(error.message),
    });

  it('bounds the wait for a connection and for a statement', async () => {
    const bounded = pool();
    const taken = await bounded.connect();
    await expect(bounded.query('SELECT 1')).rejects.toThrow('timeout');
    taken.release();
    await expect(bounded.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
    await bounded.end();
  });

  it('survives the loss of idle and of checked-out connections', async () => {
    const lossy = pool();
    const taken = await lossy.connect();
    const { rows } = await taken.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const gone = new Promise((resolve) => taken.once('end', resolve));
    await other.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
    await other.end();
    taken.release(true);
    expect(errors.join()).toContain('terminating connection');
    expect((await lossy.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await lossy.end();
  });
});
