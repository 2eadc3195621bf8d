import { splitStreamName, type RecordedEvent } from '@gongdan/core';

/** CloudEvents 1.0, structured JSON form, with the engine’s extension attributes. */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** `/gongdan/<stream kind>`, e.g. `/gongdan/ticket`. */
  readonly source: string;
  /** `gongdan.<EventType>.v<schema version>`. */
  readonly type: string;
  /** The id within the kind: a ticket’s id, an invoice’s id … Events of one subject are in order. */
  readonly subject: string;
  /** When it happened. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
  /** Place in the log: the position to resume after. */
  readonly position: number;
  /** Place in its stream. */
  readonly streamversion: number;
  readonly recordedtime: string;
  readonly actor: string;
  readonly correlationid: string;
  readonly causationid?: string;
  readonly customerid?: string;
}

export function toCloudEvent(event: RecordedEvent): CloudEvent {
  const { kind, id } = splitStreamName(event.stream);
  return {
    specversion: '1.0',
    id: event.id,
    source: `/gongdan/${kind}`,
    type: `gongdan.${event.type}.v${event.schemaVersion}`,
    subject: id,
    time: event.occurredAt,
    datacontenttype: 'application/json',
    data: event.data,
    position: event.position,
    streamversion: event.version,
    recordedtime: event.recordedAt,
    actor: event.actor,
    correlationid: event.correlationId,
    ...(event.causationId === null ? {} : { causationid: event.causationId }),
    ...(event.customerId === null ? {} : { customerid: event.customerId }),
  };
}
