import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks with their secrets, what waits for them, what was sent, and who changed them. */
export class CreateWebhooks1764000050000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS gongdan');
    await runner.query(`
      CREATE TABLE gongdan.webhook (
        id text PRIMARY KEY,
        url text NOT NULL,
        description text,
        types text[],
        stream text,
        personal boolean NOT NULL,
        owner text,
        state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'disabled')),
        state_reason text,
        state_since timestamptz NOT NULL DEFAULT clock_timestamp(),
        position bigint NOT NULL CHECK (position >= 0),
        generation bigint NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        failing_since timestamptz,
        last_accepted_at timestamptz,
        last_failure_at timestamptz,
        last_failure text,
        last_failure_position bigint,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        creation_key text UNIQUE,
        creation_fingerprint text,
        epoch bigint NOT NULL DEFAULT 0,
        lease_owner text,
        lease_until timestamptz
      ) WITH (fillfactor = 50);
      COMMENT ON COLUMN gongdan.webhook.owner IS
        'The integration account it belongs to; null: the organisation’s.';
      COMMENT ON COLUMN gongdan.webhook.position IS
        'The log is read up to here: each of its events was accepted, or lies in webhook_pending.';
      COMMENT ON COLUMN gongdan.webhook.generation IS
        'Raised by whoever changes it from outside: the worker reads it again.';
      COMMENT ON COLUMN gongdan.webhook.failures IS 'In a row.';
      COMMENT ON COLUMN gongdan.webhook.epoch IS
        'Raised with every lease; whoever has an older one moves nothing.';

      CREATE TABLE gongdan.webhook_secret (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        webhook_id text NOT NULL REFERENCES gongdan.webhook (id) ON DELETE CASCADE,
        sealed bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        ends_at timestamptz
      );
      CREATE INDEX webhook_secret_webhook ON gongdan.webhook_secret (webhook_id, id);
      COMMENT ON COLUMN gongdan.webhook_secret.sealed IS
        'AES-256-GCM under a key outside the database.';

      CREATE TABLE gongdan.webhook_pending (
        webhook_id text NOT NULL REFERENCES gongdan.webhook (id) ON DELETE CASCADE,
        position bigint NOT NULL,
        stream text NOT NULL,
        event_id text NOT NULL,
        event_type text NOT NULL,
        failures integer NOT NULL DEFAULT 0,
        due_at timestamptz,
        PRIMARY KEY (webhook_id, position)
      ) WITH (fillfactor = 70);
      CREATE INDEX webhook_pending_stream
        ON gongdan.webhook_pending (webhook_id, stream, position);
      CREATE INDEX webhook_pending_due
        ON gongdan.webhook_pending (webhook_id, position) INCLUDE (due_at) WHERE due_at IS NOT NULL;
      COMMENT ON COLUMN gongdan.webhook_pending.due_at IS
        'Null: it waits for the one before it in its stream.';

      CREATE TABLE gongdan.webhook_delivery (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        webhook_id text NOT NULL REFERENCES gongdan.webhook (id) ON DELETE CASCADE,
        event_id text NOT NULL,
        event_type text NOT NULL,
        stream text,
        position bigint,
        attempt integer NOT NULL,
        sent_at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        status_code integer,
        error text,
        next_attempt_at timestamptz
      );
      CREATE INDEX webhook_delivery_webhook ON gongdan.webhook_delivery (webhook_id, id);
      COMMENT ON COLUMN gongdan.webhook_delivery.position IS 'Null: a test.';

      CREATE TABLE gongdan.webhook_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        webhook_id text NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor text NOT NULL,
        change text NOT NULL,
        details jsonb NOT NULL
      );
      CREATE INDEX webhook_change_webhook ON gongdan.webhook_change (webhook_id, id);
      COMMENT ON TABLE gongdan.webhook_change IS 'Stays when the webhook is removed.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE gongdan.webhook_change, gongdan.webhook_delivery, gongdan.webhook_pending,
        gongdan.webhook_secret, gongdan.webhook`);
  }
}
