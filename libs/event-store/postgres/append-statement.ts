import { epochMsOf } from '@gongdan/core';
import type { CheckedAppend } from '../append-validation.js';
import { contentDigestOf, NO_PREVIOUS_HASH } from '../event-hash.js';
import { isAsExpected, type ExpectedVersion } from '../event-store.js';
import { OID, type BinaryWriter } from './binary-writer.js';
import { EXPECTED_ANY, EXPECTED_EXISTS, HEAD_UNKNOWN } from './migrations/append-functions.js';
import type { StreamHead } from './stream-heads.js';

/** Streams whose newest event the writer remembers. */
type KnownHeads = ReadonlyMap<string, StreamHead>;

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** Per write: the version its stream had before, where that is known; else the answer brings it. */
  readonly versions?: readonly number[];
}

/** Both answer an `AnswerRow`. */
const APPEND_KNOWN = `SELECT NULL, NULL, hashes, first_position, recorded_at_ms, NULL, busy_us
  FROM gongdan.append_known($1, $2, $3, $4, $5)`;
const APPEND_BATCH = `SELECT statuses, versions, hashes, first_position, recorded_at_ms, prior, busy_us
  FROM gongdan.append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/**
 * A batch of which nothing needs to be looked up; undefined: something must be, or some expectation does
 * not agree with what is known. The values point into `writer`’s buffer: they must be handed to the
 * connection before its next use.
 */
export function appendKnownStatement(
  appends: readonly CheckedAppend[],
  writer: BinaryWriter,
  eventOid: number,
  heads: KnownHeads,
): Statement | undefined {
  const places = placesOf(appends, heads);
  if (places === undefined) return undefined;
  const { events, versions } = places;
  const values = valuesOf(writer, [
    () => writer.int8Array(events.map(({ version }) => version)),
    () => writer.int4Array(events.map(({ predecessor }) => predecessor)),
    () => writer.hexArray(events.map(({ hash }) => hash)),
    () => writeDigests(writer, appends),
    () => writeEvents(writer, eventOid, appends),
  ]);
  return { name: 'gongdan_append_known', text: APPEND_KNOWN, values, versions };
}

interface EventPlace {
  readonly version: number;
  /** Index from 1 of the event that precedes it in its stream, where that is of the same batch; else 0. */
  readonly predecessor: number;
  /** Where `predecessor` is 0: the hash of the stream’s newest event. */
  readonly hash: string;
}

interface Places {
  readonly events: readonly EventPlace[];
  /** Per write, as in `Statement`. */
  readonly versions: readonly number[];
}

/** Where each event of a batch goes in its stream, by what is known and expected. */
function placesOf(appends: readonly CheckedAppend[], heads: KnownHeads): Places | undefined {
  const events: EventPlace[] = [];
  const versions: number[] = [];
  const reached = new Map<string, { readonly version: number; readonly predecessor: number }>();
  for (const { writes } of appends) {
    for (const { stream, expected, events: added } of writes) {
      const known = heads.get(stream) ?? (isNone(expected) ? NO_HEAD : undefined);
      const before = reached.get(stream);
      const version = before?.version ?? known?.version;
      if (version === undefined || !isAsExpected(expected, version)) return undefined;
      if (added.length === 0) return undefined; // nothing of it is inserted that could prove this wrong
      versions.push(version);
      let predecessor = before?.predecessor ?? 0;
      for (let offset = 1; offset <= added.length; offset++) {
        const hash = predecessor === 0 ? (known?.hash ?? NO_PREVIOUS_HASH) : NO_PREVIOUS_HASH;
        predecessor = events.push({ version: version + offset, predecessor, hash });
      }
      reached.set(stream, { version: version + added.length, predecessor });
    }
  }
  return { events, versions };
}

/** A stream that is to be new is taken for new: were it not, its version 1 would be there twice. */
const NO_HEAD: StreamHead = { version: 0, hash: NO_PREVIOUS_HASH };
const isNone = (expected: ExpectedVersion): boolean => expected === 'none' || expected === 0;

/** A batch of any appends: what is not known is looked up, with `careful` everything. */
export function appendBatchStatement(
  appends: readonly CheckedAppend[],
  writer: BinaryWriter,
  eventOid: number,
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
  const streams = [...slots.keys()];
  const values = valuesOf(writer, [
    () => writer.textArray(streams),
    () => writer.int8Array(streams.map((name) => heads.get(name)?.version ?? HEAD_UNKNOWN)),
    () => writer.hexArray(streams.map((name) => heads.get(name)?.hash ?? NO_PREVIOUS_HASH)),
    () => writer.int4Array(appends.map((append) => append.writes.length)),
    () => writer.int4Array(writeSlots),
    () => writer.int8Array(writes.map(({ expected }) => expectedNumber(expected))),
    () => writer.int4Array(writes.map(({ events }) => events.length)),
    () => writeDigests(writer, appends),
    () => writeEvents(writer, eventOid, appends),
  ]);
  return {
    name: 'gongdan_append_batch',
    text: APPEND_BATCH,
    values: [...values, careful ? 'true' : 'false'],
  };
}

/** Parameters in binary, one after the other in the writer’s buffer. */
function valuesOf(writer: BinaryWriter, parameters: readonly (() => void)[]): Buffer[] {
  writer.reset();
  const ends = parameters.map((write) => {
    write();
    return writer.mark();
  });
  return ends.map((end, index) => writer.cut(ends[index - 1] ?? 0, end));
}

const EVENT_INPUT_FIELDS = 14;

const eventCountOf = (appends: readonly CheckedAppend[]): number =>
  appends.reduce((sum, { eventCount }) => sum + eventCount, 0);

function writeDigests(writer: BinaryWriter, appends: readonly CheckedAppend[]): void {
  writer.arrayHeader(OID.bytea, eventCountOf(appends));
  for (const { writes } of appends) {
    for (const { stream, events } of writes) {
      for (const { event, dataText } of events) {
        writer.bytes(contentDigestOf(stream, event, dataText));
      }
    }
  }
}

/** The last event of an append carries its command. */
function writeEvents(writer: BinaryWriter, oid: number, appends: readonly CheckedAppend[]): void {
  writer.arrayHeader(oid, eventCountOf(appends));
  appends.forEach(({ writes, command, eventCount }, index) => {
    let left = eventCount;
    for (const { stream, events } of writes) {
      for (const { event, dataText } of events) {
        left -= 1;
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
          writeCommand(writer, index + 1, left === 0 ? command : undefined);
        });
      }
    }
  });
}

function writeCommand(writer: BinaryWriter, append: number, command: CheckedAppend['command']) {
  writer.int4Field(command === undefined ? null : append);
  writer.textField(command?.key ?? null);
  writer.bytesField(command === undefined ? null : Buffer.from(command.fingerprint, 'hex'));
  writer.textField(command?.outcomeText ?? null, OID.json);
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
