import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A relay that has noticed a loss only after it had sent must not forget it. */
export class AddLostRecords1764100010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE gongdan.relay ADD COLUMN lost jsonb;
      COMMENT ON COLUMN gongdan.relay.lost IS
        'By topic and partition: records below these offsets are not there any more. Nobody publishes then.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gongdan.relay DROP COLUMN lost');
  }
}
