import type { Instant, NewEvent, RecordedEvent, StreamName } from '@gongdan/core';
import { recordedEventOf, type EventPlace } from '../recorded-event.js';
import { inconsistent } from './kurrent-failures.js';
import type { KurrentRecord, RecordToWrite } from './kurrent-record.js';

/** Members of an event beside its data, as KurrentDB’s multi-stream append takes them: texts only. */
export type Members = Readonly<Record<string, string>>;

/** What the writer knows of an event before it has a place. */
export const membersOf = (stream: StreamName, event: NewEvent): Members => ({
  stream,
  id: event.id,
  type: event.type,
  schemaVersion: String(event.schemaVersion),
  actor: event.actor,
  occurredAt: event.occurredAt,
  correlationId: event.correlationId,
  ...(event.causationId === null ? {} : { causationId: event.causationId }),
  ...(event.customerId === null ? {} : { customerId: event.customerId }),
});

export const placeMembersOf = (place: EventPlace): Members => ({
  position: String(place.position),
  version: String(place.version),
  recordedAt: place.recordedAt,
  hash: place.hash,
});

/** What KurrentDB takes as the type of a record; the event’s own type stands in the metadata as it is. */
const RECORD_TYPE = /^[A-Za-z0-9_.-]+$/;

const recordTypeOf = (type: string): string => (RECORD_TYPE.test(type) ? type : 'GongdanEvent');

/** The whole event in one record: data as data, everything else as metadata. */
export const inlineRecord = (
  members: Members,
  dataText: string,
  place: EventPlace,
): RecordToWrite => ({
  type: recordTypeOf(members['type'] ?? ''),
  metadata: { ...members, ...placeMembersOf(place) },
  content: dataText,
});

export const placeOf = ({ metadata }: KurrentRecord): EventPlace => ({
  position: wholeNumber(metadata, 'position'),
  version: wholeNumber(metadata, 'version'),
  recordedAt: text(metadata, 'recordedAt') as Instant,
  hash: text(metadata, 'hash'),
});

/** Throws `STORE.INCONSISTENT` where a member is missing. */
export const eventOf = (members: Members, data: unknown, place: EventPlace): RecordedEvent =>
  recordedEventOf(
    text(members, 'stream') as StreamName,
    {
      id: text(members, 'id'),
      type: text(members, 'type'),
      schemaVersion: wholeNumber(members, 'schemaVersion'),
      data: data as RecordedEvent['data'],
      actor: text(members, 'actor'),
      occurredAt: text(members, 'occurredAt') as Instant,
      correlationId: text(members, 'correlationId'),
      causationId: members['causationId'] ?? null,
      customerId: members['customerId'] ?? null,
    },
    place,
  );

export function text(members: Members, name: string): string {
  const value = members[name];
  if (typeof value === 'string') return value;
  throw inconsistent(`a record has no ${name}`);
}

export function wholeNumber(members: Members, name: string): number {
  const value = text(members, name);
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw inconsistent(`the ${name} of a record is no number`);
}
