/** What became of one try of a command, as its client saw it. */
export type AttemptResult =
  /** Acknowledged: its effect may never be lost. */
  | 'ok'
  /** Answered with a 4xx: it must have no effect. */
  | 'refused'
  /** No answer, or one that promises nothing (5xx): it may have had its effect, once. */
  | 'unknown';

/** One try of a command. */
export interface Attempt {
  readonly client: string;
  /** The Idempotency-Key: the same in every try of one command. Without a colon. */
  readonly commandKey: string;
  /** How the log names it, where the client knows; else the key after the last colon of the log’s. */
  readonly logKey?: string | undefined;
  /** Counted from 1 within its command. */
  readonly attempt: number;
  /** What was asked for, e.g. `assign`. */
  readonly command: string;
  readonly ticketId?: string | undefined;
  /** What it changes, where the client knew, e.g. `ticket-<id>`. */
  readonly stream?: string | undefined;
  readonly result: AttemptResult;
  /** Where the answer says it lies in the log; 0: it changed nothing. */
  readonly position?: number | undefined;
  /** HTTP status; 0: no answer. */
  readonly status: number;
  /** Code of the refusal or the failure of the connection, for people. */
  readonly reason?: string | undefined;
  readonly sentAt: string;
  /** Null: the client did not live to see an answer. */
  readonly answeredAt: string | null;
}

/** One fault that was done to the system under test. */
export interface Fault {
  readonly at: string;
  /** `kill`, `stop`, `continue`, `start`, or another word of the run’s own. */
  readonly fault: string;
  /** Which process, e.g. `relay`. */
  readonly target: string;
}

/** One row of gongdan.event. */
export interface LogRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** ISO 8601, UTC, milliseconds; `recordedAt` too. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly customerId: string | null;
  /** Lower-case hex. */
  readonly hash: string;
  /** The very bytes that were hashed. */
  readonly dataText: string;
  readonly commandKey: string | null;
  readonly outcome: Outcome | null;
}

/** What a command did, as it is stored with the last of its events. */
export interface Outcome {
  readonly stream: string;
  readonly version: number;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** One record of a topic, nothing interpreted. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Topics {
  /** Names begin with it: `<prefix>.tickets.v1` … */
  readonly prefix: string;
  /** Of the topics of events, and of `<prefix>.watermarks.v1`. */
  readonly records: readonly TopicRecord[];
  /** What the relay has written down; undefined: it must have published the whole log. */
  readonly relay?: RelayState | undefined;
}

/** By topic and partition: the offset of the next record. */
export type Offsets = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface RelayState {
  /** Every event up to here is published … */
  readonly position: number;
  /** … and lies below these offsets. */
  readonly offsets: Offsets;
}

export type Cell = string | number | boolean | null | readonly string[] | Record<string, unknown>;
export type Row = Readonly<Record<string, Cell>>;

export interface ReadModels {
  /** Rows by the projection’s name; instants as in the log. A name that is missing has no table. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** Position of every consumer by its name, e.g. `projection:invoice`. */
  readonly checkpoints: Readonly<Record<string, number>>;
  readonly deadLetters: readonly {
    readonly consumer: string;
    readonly position: number;
    readonly reason: string;
  }[];
}

/** Everything that is left of a run. */
export interface Evidence {
  readonly attempts: readonly Attempt[];
  readonly faults: readonly Fault[];
  /** In the order in which the database gave it back. */
  readonly log: readonly LogRow[];
  readonly readModels: ReadModels;
  /** Undefined: the engine ran without a broker. */
  readonly topics?: Topics | undefined;
}
