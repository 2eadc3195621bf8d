import pg from 'pg';

/** Found before the real functions: what asks the database for the time is told this one. */
const SCHEMA = 'test_time';

/**
 * A database that says what time it is. Only connections of `pool` hear it, and only from statement_timestamp(), which
 * is what workers go by.
 */
export class TestTime {
  private readonly pools: pg.Pool[] = [];

  private constructor(
    private readonly given: pg.PoolConfig,
    private readonly owner: pg.Pool,
  ) {}

  /** `given`: how to reach the database. */
  static async install(given: pg.PoolConfig): Promise<TestTime> {
    const owner = new pg.Pool({ ...given, max: 1 });
    await owner.query(`
      CREATE SCHEMA ${SCHEMA};
      CREATE TABLE ${SCHEMA}.present (at timestamptz NOT NULL);
      INSERT INTO ${SCHEMA}.present VALUES (now());
      CREATE FUNCTION ${SCHEMA}.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT at FROM ${SCHEMA}.present'`);
    return new TestTime(given, owner);
  }

  async set(moment: string): Promise<void> {
    await this.owner.query(`UPDATE ${SCHEMA}.present SET at = $1`, [moment]);
  }

  pool(): pg.Pool {
    const pool = new pg.Pool({ ...this.given, max: 4, options: TestTime.options });
    this.pools.push(pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.pools, this.owner].map((pool) => pool.end()));
  }

  /** Of a connection that hears it. */
  static readonly options = `-c search_path=${SCHEMA},pg_catalog`;
}
