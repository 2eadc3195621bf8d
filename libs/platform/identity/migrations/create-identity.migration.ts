import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIdentity1764000030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.user_account (
        id uuid PRIMARY KEY,
        username text NOT NULL UNIQUE CHECK (username = lower(username)),
        display_name text NOT NULL,
        password_hash text NOT NULL,
        roles text[] NOT NULL,
        technician_id text,
        customer_id text,
        demo boolean NOT NULL,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE gongdan.session (
        token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
        user_id uuid NOT NULL REFERENCES gongdan.user_account (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query('CREATE INDEX session_user_id ON gongdan.session (user_id)');
    await runner.query('CREATE INDEX session_expires_at ON gongdan.session (expires_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gongdan.session');
    await runner.query('DROP TABLE gongdan.user_account');
  }
}
