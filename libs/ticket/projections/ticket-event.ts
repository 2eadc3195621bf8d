import { splitStreamName, type RecordedEvent } from '@gongdan/core';
import { allEventContracts, type Move, type Priority, type TicketEvent } from '@gongdan/contracts';

/** An event of a ticket's stream as the store gives it back, told apart by its `type`. */
export type RecordedTicketEvent = RecordedEvent & TicketEvent;

export type TicketEventOf<Type extends TicketEvent['type']> = Extract<
  RecordedTicketEvent,
  { type: Type }
>;
export type DataOf<Type extends TicketEvent['type']> = TicketEventOf<Type>['data'];

/** Every event type that may lie on a `ticket-<id>` stream. */
export const TICKET_EVENT_TYPES: readonly string[] = allEventContracts()
  .filter(({ owner }) => owner === 'request' || owner === 'dispatch' || owner === 'field')
  .map(({ type }) => type);

const ADDITIONS = [
  'TicketCommented',
  'TicketFileAttached',
  'WorkRecorded',
  'PartsRecorded',
  'TicketEscalated',
  'TicketCarriedOver',
];

/**
 * Without those that only add something: the ticket stands where it stood, in the same hands. A projection
 * that shows nothing else need not touch its row for them.
 */
export const TICKET_STANDING_EVENT_TYPES: readonly string[] = TICKET_EVENT_TYPES.filter(
  (type) => !ADDITIONS.includes(type),
);

/** The ticket an event belongs to; undefined for events of other streams. */
export function ticketIdOf(event: RecordedEvent): string | undefined {
  const { kind, id } = splitStreamName(event.stream);
  return kind === 'ticket' ? id : undefined;
}

/** Says to the type checker what the consumer's `types` already guarantee. */
export const asTicketEvent = (event: RecordedEvent): RecordedTicketEvent =>
  event as RecordedTicketEvent;

/** The step through the workflow that an event takes, where it takes one. */
export const moveOf = (event: RecordedTicketEvent): Move | undefined =>
  (event.data as { move?: Move }).move;

/** Most urgent first when sorted ascending. */
export const PRIORITY_RANKS: Readonly<Record<Priority, number>> = {
  urgent: 1,
  high: 2,
  normal: 3,
  low: 4,
};

/** The later of two instants (they sort as text). */
export const later = (one: string, other: string): string => (one > other ? one : other);

/**
 * What every row tells about its own age: `asOf` takes a row as it is where nothing happened (or was
 * recorded) after that moment, and folds the ticket's stream anew where something did.
 */
export type RowAge = {
  /** Latest moment at which anything happened; not always that of the last event (reported late). */
  readonly last_event_at: string;
  readonly last_recorded_at: string;
  /** Version of the ticket's stream that the row shows: that of the last event it was folded from. */
  readonly version: number;
};

export const ROW_AGE_COLUMNS = {
  last_event_at: { type: 'timestamptz' },
  last_recorded_at: { type: 'timestamptz' },
  version: { type: 'integer' },
} as const;

export const ageOf = (row: RowAge | undefined, event: RecordedTicketEvent): RowAge => ({
  last_event_at: row === undefined ? event.occurredAt : later(row.last_event_at, event.occurredAt),
  last_recorded_at: event.recordedAt,
  version: event.version,
});

/** State classes after which nothing more is to be done on the ticket. */
export const isFinal = (stateClass: string): boolean =>
  stateClass === 'closed' || stateClass === 'cancelled';
