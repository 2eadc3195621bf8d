import type { Instant, RecordedEvent, StreamName } from '@gongdan/core';

/** Members in the order of `COLUMNS`, as text. */
export type EventRow = readonly [
  position: string,
  stream: string,
  version: string,
  id: string,
  type: string,
  schemaVersion: string,
  occurredAt: string,
  recordedAt: string,
  actor: string,
  correlationId: string,
  causationId: string | null,
  customerId: string | null,
  hash: string,
  data: string,
];

const COLUMNS = `position, stream, version, id, type, schema_version, occurred_at AT TIME ZONE 'UTC',
  recorded_at AT TIME ZONE 'UTC', actor, correlation_id, causation_id, customer_id, hash, data`;

/** A read of a stream, by what stands for its name, its first version and its limit. */
type StreamQuery = (stream: string, version: string, limit: string) => string;

const forwards: StreamQuery = (stream, version, limit) => `SELECT ${COLUMNS} FROM gongdan.event
  WHERE stream = ${stream} AND version >= ${version} ORDER BY version LIMIT ${limit}`;

const backwards: StreamQuery = (stream, version, limit) => `SELECT ${COLUMNS} FROM gongdan.event
  WHERE stream = ${stream} AND version <= ${version} ORDER BY version DESC LIMIT ${limit}`;

const one = (query: StreamQuery): string => query('$1', '$2', '$3');

const several = (query: StreamQuery, order: 'ASC' | 'DESC'): string =>
  `SELECT asked.number, found.*
     FROM unnest($1::text[], $2::bigint[], $3::integer[])
            WITH ORDINALITY AS asked (stream, version, most, number),
          LATERAL (${query('asked.stream', 'asked.version', 'asked.most')}) found
    ORDER BY asked.number, found.version ${order}`;

interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** Reads of streams in one direction. */
export interface StreamReadStatements {
  /** +1 forwards, -1 backwards: from a version to the one read next. */
  readonly step: 1 | -1;
  /** Parameters: stream, first version, limit. */
  readonly one: NamedStatement;
  /** The same as lists; answers the number of each in them (from 1) before its events. */
  readonly several: NamedStatement;
}

export const FORWARDS: StreamReadStatements = {
  step: 1,
  one: { name: 'gongdan_read_stream', text: one(forwards) },
  several: { name: 'gongdan_read_streams', text: several(forwards, 'ASC') },
};

export const BACKWARDS: StreamReadStatements = {
  step: -1,
  one: { name: 'gongdan_read_stream_backwards', text: one(backwards) },
  several: { name: 'gongdan_read_streams_backwards', text: several(backwards, 'DESC') },
};

/** $1 after, $2 limit */
export const READ_LOG = `SELECT ${COLUMNS} FROM gongdan.event
  WHERE position > $1 ORDER BY position LIMIT $2`;

/** $1 after, $2 up to, $3 types, $4 limit */
export const READ_LOG_OF_TYPES = `SELECT ${COLUMNS} FROM gongdan.event
  WHERE position > $1 AND position <= $2 AND type = ANY ($3) ORDER BY position LIMIT $4`;

export const LAST_POSITION = 'SELECT position FROM gongdan.event ORDER BY position DESC LIMIT 1';

/** $1 key */
export const FIND_OUTCOME = `SELECT encode(command_fingerprint, 'hex'), command_outcome, position
  FROM gongdan.event WHERE command_key = $1`;

export const eventOf = (row: EventRow): RecordedEvent => ({
  position: Number(row[0]),
  stream: row[1] as StreamName,
  version: Number(row[2]),
  id: row[3],
  type: row[4],
  schemaVersion: Number(row[5]),
  data: JSON.parse(row[13]) as RecordedEvent['data'],
  actor: row[8],
  occurredAt: instantOfText(row[6]),
  recordedAt: instantOfText(row[7]),
  correlationId: row[9],
  causationId: row[10],
  customerId: row[11],
  hash: row[12].slice(2),
});

/** `2026-03-02 09:00:00.12` (UTC, DateStyle ISO; PostgreSQL leaves trailing zeros out) as an instant. */
const instantOfText = (text: string): Instant => {
  const time = text.length > 19 ? text.padEnd(23, '0') : `${text}.000`;
  return `${time.slice(0, 10)}T${time.slice(11)}Z` as Instant;
};
