import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far the log was published to Kafka, and who may publish on. */
export class CreateRelay1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE gongdan.relay (
        name text PRIMARY KEY,
        position bigint NOT NULL DEFAULT 0 CHECK (position >= 0),
        offsets jsonb NOT NULL DEFAULT '{}',
        epoch bigint NOT NULL DEFAULT 0,
        lease_owner text,
        lease_until timestamptz,
        published_at timestamptz,
        last_error text,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
      ) WITH (fillfactor = 50);
      COMMENT ON COLUMN gongdan.relay.name IS 'Prefix of the topics.';
      COMMENT ON COLUMN gongdan.relay.position IS 'Every event up to here is in the topics.';
      COMMENT ON COLUMN gongdan.relay.offsets IS
        'By topic and partition: what is in the topics up to position lies below these offsets.';
      COMMENT ON COLUMN gongdan.relay.epoch IS
        'Raised with every lease; whoever has an older one moves nothing.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.relay');
  }
}
