import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which version of each projection is live, and how far its next one is. The projections’ own tables are
 * made by the runner from their definitions (docs/adr/0005).
 */
export class CreateProjections1764000020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS gongdan;

      CREATE TABLE gongdan.projection (
        name text PRIMARY KEY,
        version integer NOT NULL,
        table_name text NOT NULL UNIQUE,
        columns jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        rebuilt_at timestamptz
      );
      COMMENT ON COLUMN gongdan.projection.columns IS 'Definition of the live table''s columns.';

      CREATE TABLE gongdan.projection_rebuild (
        name text PRIMARY KEY,
        version integer NOT NULL,
        phase text NOT NULL,
        position bigint NOT NULL,
        total bigint NOT NULL,
        events_per_second double precision NOT NULL DEFAULT 0,
        error text,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.projection_rebuild, gongdan.projection');
  }
}
