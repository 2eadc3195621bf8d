import type { Instant, NewEvent, RecordedEvent, StreamName } from '@gongdan/core';

export interface EventPlace {
  readonly position: number;
  readonly version: number;
  readonly recordedAt: Instant;
  readonly hash: string;
}

/** Exactly the members of the contract, whatever else the given object carries. */
export const recordedEventOf = (
  stream: StreamName,
  event: NewEvent,
  place: EventPlace,
): RecordedEvent => ({
  position: place.position,
  stream,
  version: place.version,
  id: event.id,
  type: event.type,
  schemaVersion: event.schemaVersion,
  data: event.data,
  actor: event.actor,
  occurredAt: event.occurredAt,
  recordedAt: place.recordedAt,
  correlationId: event.correlationId,
  causationId: event.causationId,
  customerId: event.customerId,
  hash: place.hash,
});
