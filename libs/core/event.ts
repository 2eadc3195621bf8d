import type { Instant } from './instant.js';

/** `ticket-0198…`: the kind of thing, a dash, its id. */
export type StreamName = string & { readonly __brand: 'StreamName' };

export const streamName = (kind: string, id: string): StreamName => `${kind}-${id}` as StreamName;

/** Splits `ticket-0198…` at its first dash. */
export function splitStreamName(stream: string): { kind: string; id: string } {
  const dash = stream.indexOf('-');
  return { kind: stream.slice(0, dash), id: stream.slice(dash + 1) };
}

/** A fact as a decider states it: past tense, JSON data, nothing about storage. */
export interface DomainEvent<
  Type extends string = string,
  Data extends object = Readonly<Record<string, unknown>>,
> {
  readonly type: Type;
  readonly data: Data;
  /** When it happened, where that is another moment than the command’s. */
  readonly occurredAt?: Instant;
}

/** Who caused an event: a user's id, `customer:<id>`, `policy:<name>`, `import:<name>` or `system`. */
export type ActorId = string;

/** What goes with every event beside its data. */
export interface EventContext {
  readonly actor: ActorId;
  /** When it really happened; not later than when it is recorded. */
  readonly occurredAt: Instant;
  /** Ties everything together that one request set off. */
  readonly correlationId: string;
  /** The id of the event or command that directly led to this one; null at the start of a chain. */
  readonly causationId: string | null;
  /** Whose personal data may be inside, and under whose key it is sealed; null: nobody's. */
  readonly customerId: string | null;
}

/** An event on its way into the store. Its id is chosen by the writer and stays the same in retries. */
export interface NewEvent extends EventContext {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event as the store gives it back. */
export interface RecordedEvent extends NewEvent {
  /** Its place in the log: 1, 2, 3 … without holes; commit order is position order. */
  readonly position: number;
  readonly stream: StreamName;
  /** Its place in its stream: 1, 2, 3 … without holes. */
  readonly version: number;
  readonly recordedAt: Instant;
  /** Lower-case hex SHA-256 over the previous event's hash and this event; see the store's contract. */
  readonly hash: string;
}
