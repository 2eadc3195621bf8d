import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notices, each one message to one receiver through one channel, and what became of them. */
export class CreateNotices1764200001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.notice (
        id uuid PRIMARY KEY,
        number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        event_id text NOT NULL,
        position bigint NOT NULL,
        stream text NOT NULL,
        kind text NOT NULL,
        channel text NOT NULL CHECK (channel IN ('in-app', 'email', 'webhook')),
        whom text[] NOT NULL,
        account_id uuid,
        subject_kind text NOT NULL,
        subject_id text NOT NULL,
        ticket_ids text[] NOT NULL,
        facts jsonb NOT NULL,
        receivers jsonb,
        made_at timestamptz NOT NULL
          DEFAULT date_trunc('milliseconds', statement_timestamp()),
        state text NOT NULL CHECK (state IN ('waiting', 'held', 'sent', 'not-sent')),
        reason text,
        failures integer NOT NULL DEFAULT 0,
        next_at timestamptz,
        claim integer NOT NULL DEFAULT 0,
        lease_until timestamptz,
        settled_at timestamptz,
        overtaken_at timestamptz,
        read_at timestamptz,
        CHECK ((next_at IS NULL) = (state IN ('sent', 'not-sent'))),
        CHECK ((reason IS NULL) = (state IN ('waiting', 'sent')))
      ) WITH (fillfactor = 80);
      CREATE INDEX notice_due ON gongdan.notice (channel, next_at) WHERE next_at IS NOT NULL;
      CREATE INDEX notice_box ON gongdan.notice (account_id, number)
        WHERE channel = 'in-app' AND state = 'sent';
      CREATE INDEX notice_unread ON gongdan.notice (account_id, number)
        WHERE channel = 'in-app' AND state = 'sent' AND read_at IS NULL;
      CREATE INDEX notice_recipient ON gongdan.notice (account_id, number);
      CREATE INDEX notice_subject ON gongdan.notice (subject_id, number);
      CREATE INDEX notice_ticket ON gongdan.notice USING gin (ticket_ids);
      CREATE INDEX notice_state ON gongdan.notice (state, number);
      CREATE INDEX notice_channel ON gongdan.notice (channel, number);
      COMMENT ON COLUMN gongdan.notice.account_id IS
        'Who is told; null: nobody was found, or a webhook.';
      COMMENT ON COLUMN gongdan.notice.next_at IS
        'When it is looked at next, by this database’s clock; null: never again.';
      COMMENT ON COLUMN gongdan.notice.claim IS
        'Raised by whoever takes it for sending; whoever has an older one settles nothing.';
      COMMENT ON COLUMN gongdan.notice.overtaken_at IS
        'When what it says was not true any more.';

      CREATE TABLE gongdan.notice_attempt (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        notice_id uuid NOT NULL REFERENCES gongdan.notice (id),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        outcome text NOT NULL CHECK (outcome IN ('sent', 'held', 'failed', 'not-sent')),
        reason text,
        words text,
        next_at timestamptz,
        duration_ms integer
      );
      CREATE INDEX notice_attempt_notice ON gongdan.notice_attempt (notice_id, id);
      CREATE FUNCTION gongdan.refuse_notice_attempt_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'gongdan.% is append-only: % is refused', TG_TABLE_NAME, TG_OP;
      END $$;
      CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON gongdan.notice_attempt
        FOR EACH STATEMENT EXECUTE FUNCTION gongdan.refuse_notice_attempt_change()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE gongdan.notice_attempt, gongdan.notice;
      DROP FUNCTION gongdan.refuse_notice_attempt_change()`);
  }
}
