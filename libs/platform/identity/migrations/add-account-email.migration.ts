import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where an account’s notices are mailed to. */
export class AddAccountEmail1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gongdan.user_account ADD COLUMN email text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gongdan.user_account DROP COLUMN email');
  }
}
