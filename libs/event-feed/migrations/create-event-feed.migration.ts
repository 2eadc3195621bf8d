import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checkpoints with their leases, and the letters of what could not be handled. */
export class CreateEventFeed1764000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS gongdan;

      CREATE TABLE gongdan.consumer_checkpoint (
        name text PRIMARY KEY,
        position bigint NOT NULL CHECK (position >= 0),
        epoch bigint NOT NULL DEFAULT 0,
        generation bigint NOT NULL DEFAULT 0,
        lease_owner text,
        lease_until timestamptz,
        state text NOT NULL DEFAULT 'starting',
        last_error text,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
      ) WITH (fillfactor = 50);
      COMMENT ON COLUMN gongdan.consumer_checkpoint.epoch IS
        'Raised with every lease; whoever has an older one moves nothing.';
      COMMENT ON COLUMN gongdan.consumer_checkpoint.generation IS
        'Raised by whoever moves the position or the letters from outside the consumer.';

      CREATE TABLE gongdan.dead_letter (
        consumer text NOT NULL,
        position bigint NOT NULL,
        stream text NOT NULL,
        event_id text NOT NULL,
        event_type text NOT NULL,
        reason text NOT NULL,
        attempts integer NOT NULL,
        parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (consumer, position)
      );
      CREATE INDEX dead_letter_stream ON gongdan.dead_letter (consumer, stream, position);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.dead_letter, gongdan.consumer_checkpoint');
  }
}
