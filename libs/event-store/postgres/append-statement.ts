import { epochMsOf } from '@gongdan/core';
import type { CheckedAppend, CheckedEvent, CheckedWrite } from '../append-validation.js';
import { contentDigestOf, NO_PREVIOUS_HASH } from '../event-hash.js';
import type { ExpectedVersion } from '../event-store.js';
import { OID, type BinaryWriter } from './binary-writer.js';
import { EXPECTED_ANY, EXPECTED_EXISTS, HEAD_UNKNOWN } from './migrations/append-functions.js';
import type { StreamHead } from './stream-heads.js';

/** Streams whose newest event the writer remembers. */
type KnownHeads = ReadonlyMap<string, StreamHead>;

/** Oids of the store’s own types: they differ from database to database. */
export interface InputTypeOids {
  readonly event: number;
  readonly command: number;
}

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
}

const APPEND_ONE = `SELECT status, version, hash, first_position, recorded_at_ms, prior, busy_us
  FROM gongdan.append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
    $16, $17)`;

const APPEND_BATCH = `SELECT statuses, versions, hashes, first_position, recorded_at_ms, prior, busy_us
  FROM gongdan.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

/** True where `appendOneStatement` can carry the append. */
export const isScalar = ({ writes, eventCount }: CheckedAppend): boolean =>
  eventCount === 1 && writes.length === 1;

export function appendOneStatement(
  { writes, command }: CheckedAppend,
  heads: KnownHeads,
): Statement {
  const [{ stream, expected, events }] = writes as readonly [CheckedWrite];
  const [{ event, dataText }] = events as readonly [CheckedEvent];
  const head = heads.get(stream);
  return {
    name: 'gongdan_append_one',
    text: APPEND_ONE,
    values: [
      stream,
      String(expectedNumber(expected)),
      event.id,
      event.type,
      String(event.schemaVersion),
      event.occurredAt,
      event.actor,
      event.correlationId,
      event.causationId,
      event.customerId,
      contentDigestOf(stream, event, dataText),
      dataText,
      command?.key ?? null,
      command ? Buffer.from(command.fingerprint, 'hex') : null,
      command?.outcomeText ?? null,
      String(head?.version ?? HEAD_UNKNOWN),
      Buffer.from(head?.hash ?? NO_PREVIOUS_HASH, 'hex'),
    ],
  };
}

/** The values point into `writer`’s buffer: they must be handed to the connection before its next use. */
export function appendBatchStatement(
  appends: readonly CheckedAppend[],
  writer: BinaryWriter,
  oids: InputTypeOids,
  heads: KnownHeads,
  careful: boolean,
): Statement {
  const slots = new Map<string, number>();
  const writes = appends.flatMap((append) => append.writes);
  const writeSlots = writes.map(({ stream }) => {
    const slot = slots.get(stream) ?? slots.size + 1;
    slots.set(stream, slot);
    return slot;
  });
  writer.reset();
  const marks = [
    writer.mark(),
    ...[
      () => writer.textArray([...slots.keys()]),
      () =>
        writer.int8Array([...slots.keys()].map((name) => heads.get(name)?.version ?? HEAD_UNKNOWN)),
      () =>
        writer.hexArray([...slots.keys()].map((name) => heads.get(name)?.hash ?? NO_PREVIOUS_HASH)),
      () => writer.int4Array(appends.map((append) => append.writes.length)),
      () => writer.int4Array(writeSlots),
      () => writer.int8Array(writes.map(({ expected }) => expectedNumber(expected))),
      () => writer.int4Array(writes.map(({ events }) => events.length)),
      () => writeDigests(writer, writes),
      () => writeEvents(writer, oids.event, writes),
      () => writeCommands(writer, oids.command, appends),
    ].map((write) => {
      write();
      return writer.mark();
    }),
  ];
  return {
    name: 'gongdan_append_batch',
    text: APPEND_BATCH,
    values: [
      ...marks.slice(1).map((end, index) => writer.cut(marks[index] ?? 0, end)),
      careful ? 'true' : 'false',
    ],
  };
}

const EVENT_INPUT_FIELDS = 10;

const eventCountOf = (writes: readonly CheckedWrite[]): number =>
  writes.reduce((sum, { events }) => sum + events.length, 0);

function writeDigests(writer: BinaryWriter, writes: readonly CheckedWrite[]): void {
  writer.arrayHeader(OID.bytea, eventCountOf(writes));
  for (const { stream, events } of writes) {
    for (const { event, dataText } of events) {
      writer.bytes(contentDigestOf(stream, event, dataText));
    }
  }
}

function writeEvents(writer: BinaryWriter, oid: number, writes: readonly CheckedWrite[]): void {
  writer.arrayHeader(oid, eventCountOf(writes));
  for (const { stream, events } of writes) {
    for (const { event, dataText } of events) {
      writer.sized(() => {
        writer.int4(EVENT_INPUT_FIELDS);
        writer.textField(stream);
        writer.uuidField(event.id);
        writer.textField(event.type);
        writer.int4Field(event.schemaVersion);
        writer.timestampField(epochMsOf(event.occurredAt));
        writer.textField(event.actor);
        writer.textField(event.correlationId);
        writer.textField(event.causationId);
        writer.textField(event.customerId);
        writer.textField(dataText, OID.json);
      });
    }
  }
}

const COMMAND_INPUT_FIELDS = 4;

function writeCommands(writer: BinaryWriter, oid: number, appends: readonly CheckedAppend[]): void {
  writer.arrayHeader(oid, appends.filter(({ command }) => command !== undefined).length);
  appends.forEach(({ command }, index) => {
    if (!command) return;
    writer.sized(() => {
      writer.int4(COMMAND_INPUT_FIELDS);
      writer.int4Field(index + 1);
      writer.textField(command.key);
      writer.bytesField(Buffer.from(command.fingerprint, 'hex'));
      writer.textField(command.outcomeText, OID.json);
    });
  });
}

const expectedNumber = (expected: ExpectedVersion): number => {
  switch (expected) {
    case 'none':
      return 0;
    case 'any':
      return EXPECTED_ANY;
    case 'exists':
      return EXPECTED_EXISTS;
    default:
      return expected;
  }
};
