import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The bytes of attached files, sealed under the customer's key; what the log keeps of a file is its
 * SHA-256. Not part of the log: a forgotten customer's bytes stay, unreadable.
 */
export class CreateAttachmentContent1764000040001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.attachment_content (
        ticket_id text NOT NULL,
        sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
        customer_id text NOT NULL,
        sealed bytea NOT NULL,
        stored_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (ticket_id, sha256)
      )`);
    // Sealed bytes do not compress; trying costs time.
    await runner.query(
      'ALTER TABLE gongdan.attachment_content ALTER COLUMN sealed SET STORAGE EXTERNAL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.attachment_content');
  }
}
