import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  APPEND_BATCH_FUNCTION,
  APPEND_ONE_FUNCTION,
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
  CONSTRAINT event_stream_version UNIQUE (stream, version)
)`;

const COMMAND_TABLE = `
CREATE TABLE gongdan.command (
  key         text        COLLATE "C" PRIMARY KEY,
  fingerprint bytea       NOT NULL,
  outcome     json        NOT NULL,
  position    bigint      NOT NULL, -- of the last event that the command led to
  recorded_at timestamptz NOT NULL
)`;

const INPUT_TYPES = [
  `CREATE TYPE gongdan.event_input AS (
    stream text, id uuid, type text, schema_version int4, occurred_at timestamptz, actor text,
    correlation_id text, causation_id text, customer_id text, data json
  )`,
  `CREATE TYPE gongdan.command_input AS (append int4, key text, fingerprint bytea, outcome json)`,
];

const REFUSE_CHANGE_FUNCTION = `
CREATE FUNCTION gongdan.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
  RAISE EXCEPTION 'gongdan.% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege',
          HINT = 'Record a new event that corrects the old one.';
END
$function$`;

/** For superusers too, and in sessions that replicate (ALWAYS). */
const guard = (table: string): string[] => [
  `CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
    FOR EACH STATEMENT EXECUTE FUNCTION gongdan.refuse_change()`,
  `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER refuse_change`,
];

/** The log, the outcomes of commands, and the functions that are the only writers of both. */
export class CreateEventStore1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'CREATE SCHEMA IF NOT EXISTS gongdan',
      EVENT_TABLE,
      COMMAND_TABLE,
      REFUSE_CHANGE_FUNCTION,
      ...guard('gongdan.event'),
      ...guard('gongdan.command'),
      ...INPUT_TYPES,
      KNOWN_COMMANDS_FUNCTION,
      APPEND_BATCH_FUNCTION,
      APPEND_ONE_FUNCTION,
    ]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [
      'DROP FUNCTION gongdan.append_one, gongdan.append_batch, gongdan.known_commands',
      'DROP TYPE gongdan.event_input, gongdan.command_input',
      'DROP TABLE gongdan.event, gongdan.command',
      'DROP FUNCTION gongdan.refuse_change',
    ]) {
      await runner.query(statement);
    }
  }
}
