import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  APPEND_BATCH_FUNCTION,
  APPEND_KNOWN_FUNCTION,
  KNOWN_COMMANDS_FUNCTION,
} from './append-functions.js';

const EVENT_TABLE = `
CREATE TABLE gongdan.event (
  position       bigint      PRIMARY KEY,
  stream         text        COLLATE "C" NOT NULL,
  version        bigint      NOT NULL,
  id             uuid        NOT NULL,
  type           text        COLLATE "C" NOT NULL,
  schema_version integer     NOT NULL,
  occurred_at    timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  actor          text        COLLATE "C" NOT NULL,
  correlation_id text        COLLATE "C" NOT NULL,
  causation_id   text        COLLATE "C",
  customer_id    text        COLLATE "C",
  hash           bytea       NOT NULL,
  data           json        NOT NULL, -- json keeps the bytes that were hashed; jsonb does not
  -- The command that led to this event and those of its append before it; only the last one carries it.
  command_key         text   COLLATE "C",
  command_fingerprint bytea,
  command_outcome     json,
  CONSTRAINT event_stream_version UNIQUE (stream, version),
  CONSTRAINT event_command CHECK (num_nulls(command_key, command_fingerprint, command_outcome) IN (0, 3))
)`;

const COMMAND_KEY_INDEX = `
CREATE UNIQUE INDEX event_command_key ON gongdan.event (command_key) WHERE command_key IS NOT NULL`;

/** `command_append`: the number in its batch of the append whose command this event carries; else NULL. */
const EVENT_INPUT_TYPE = `
CREATE TYPE gongdan.event_input AS (
  stream text, id uuid, type text, schema_version int4, occurred_at timestamptz, actor text,
  correlation_id text, causation_id text, customer_id text, data json,
  command_append int4, command_key text, command_fingerprint bytea, command_outcome json
)`;

const REFUSE_CHANGE_FUNCTION = `
CREATE FUNCTION gongdan.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
  RAISE EXCEPTION 'gongdan.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege',
          HINT = 'Record a new event that corrects the old one.';
END
$function$`;

/** For superusers too, and in sessions that replicate (ALWAYS). */
const GUARD = [
  `CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON gongdan.event
    FOR EACH STATEMENT EXECUTE FUNCTION gongdan.refuse_change()`,
  `ALTER TABLE gongdan.event ENABLE ALWAYS TRIGGER refuse_change`,
];

/** The log with the outcomes of commands, and the functions that are its only writers. */
export class CreateEventStore1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'CREATE SCHEMA IF NOT EXISTS gongdan',
      EVENT_TABLE,
      COMMAND_KEY_INDEX,
      REFUSE_CHANGE_FUNCTION,
      ...GUARD,
      EVENT_INPUT_TYPE,
      KNOWN_COMMANDS_FUNCTION,
      APPEND_BATCH_FUNCTION,
      APPEND_KNOWN_FUNCTION,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'DROP FUNCTION gongdan.append_known, gongdan.append_batch, gongdan.known_commands',
      'DROP TYPE gongdan.event_input',
      'DROP TABLE gongdan.event',
      'DROP FUNCTION gongdan.refuse_change',
    ]) {
      await runner.query(statement);
    }
  }
}
