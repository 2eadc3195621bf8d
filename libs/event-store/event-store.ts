import type { NewEvent, RecordedEvent, StreamName } from '@gongdan/core';

/**
 * What a writer believes about a stream:
 * - `none`: it does not exist yet
 * - `exists`: it has at least one event
 * - a number (≥ 0): its last event has exactly this version (0 means the same as `none`)
 * - `any`: nothing
 */
export type ExpectedVersion = 'none' | 'exists' | 'any' | number;

/** Whether a stream at this version (0: it does not exist) is as the expectation has it. */
export const isAsExpected = (expected: ExpectedVersion, version: number): boolean =>
  expected === 'any' ||
  (expected === 'exists' && version > 0) ||
  (expected === 'none' && version === 0) ||
  expected === version;

export interface StreamWrite {
  readonly stream: StreamName;
  readonly expected: ExpectedVersion;
  /**
   * Their ids are chosen by the writer. None: nothing is written here, but the append goes only if the
   * stream is as expected at its moment. One write of an append has some.
   */
  readonly events: readonly NewEvent[];
}

/** The command behind an append, remembered in the append’s own transaction. */
export interface CommandRecord {
  /** Unique per caller and command; at most COMMAND_KEY_LENGTH_MAX characters. */
  readonly key: string;
  /** Digest of what was asked (lower-case hex SHA-256); the same key with another one is refused. */
  readonly fingerprint: string;
  /** JSON that a repeat of the command is answered with. */
  readonly outcome: unknown;
}

export interface AppendRequest {
  /** One or more streams, each at most once; all or nothing. */
  readonly writes: readonly StreamWrite[];
  readonly command?: CommandRecord;
}

export interface Appended {
  readonly status: 'appended';
  /** Position of the last event of this append. */
  readonly position: number;
  /** As stored, in the order of `writes`: with position, version, recordedAt and hash. */
  readonly events: readonly RecordedEvent[];
}

/** A stream was not at the expected version. Nothing was written, no position was used up. */
export interface Conflict {
  readonly status: 'conflict';
  readonly stream: StreamName;
  readonly expected: ExpectedVersion;
  /** The version the stream was at when the append was tried; 0: it did not exist. */
  readonly actual: number;
}

/** The command’s key was used before with the same fingerprint: nothing was written. */
export interface Replayed {
  readonly status: 'replayed';
  readonly outcome: unknown;
  /** Position of the last event of the first, effective append. */
  readonly position: number;
}

/** The command’s key was used before for something else: nothing was written. */
export interface KeyReused {
  readonly status: 'key-reused';
  readonly key: string;
}

export type AppendResult = Appended | Conflict | Replayed | KeyReused;

export interface StreamRange {
  /** First version to read, going in `direction`. Default: 1 forwards, the newest backwards. */
  readonly fromVersion?: number;
  readonly direction?: 'forwards' | 'backwards';
  /** At most this many events; default and limit READ_EVENTS_MAX. */
  readonly limit?: number;
}

export interface LogRange {
  /** Events with a position greater than this one (0: from the beginning). */
  readonly after: number;
  /** At most this many events; default and limit READ_EVENTS_MAX. */
  readonly limit?: number;
  /** Only these event types. The page’s `lastPosition` moves past the ones left out. */
  readonly types?: readonly string[];
}

export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been looked at: resume after it. Equals `after` at the log’s end. */
  readonly lastPosition: number;
}

export interface StoredOutcome {
  readonly fingerprint: string;
  readonly outcome: unknown;
  readonly position: number;
}

/**
 * The only truth: streams of events in one totally ordered log. The contract, which
 * `contract-suite.ts` holds every adapter to:
 *
 * 1. **Durable**: when `append` answers `appended`, the events survive the death of any process.
 * 2. **All or nothing** over all writes, events and the command record of one request.
 * 3. **Gapless**: positions are 1, 2, 3 … in commit order; versions are 1, 2, 3 … in each stream. A
 *    reader that saw position n has seen, or can read now, everything below n; nothing ever appears
 *    below a position that was visible.
 * 4. **Checked before drawn**: a conflict, a replay and a failure use up neither position nor version.
 * 5. **Idempotent**: `command.key` has one effect. The key is looked up before versions are checked, so
 *    that a repeat gets the first outcome and not a conflict.
 * 6. **Chained**: `hash` covers the previous hash of the stream and every stored member of the event.
 * 7. **Immutable**: nothing in the log can be updated or deleted through any interface of the adapter,
 *    nor by UPDATE, DELETE or TRUNCATE of an ordinary database session.
 * 8. `recordedAt` is the store’s own clock and never goes backwards along the log.
 *
 * Failures are thrown as GongdanError: `STORE.UNAVAILABLE` (transient; nothing was written),
 * `STORE.OUTCOME_UNKNOWN` (unknown; it may have been written: ask again with the same key),
 * `STORE.INVALID_APPEND` (invalid; with the offending place), `STORE.BUSY` (transient; the queue of
 * waiting appends is at its limit).
 */
export interface EventStore {
  append(request: AppendRequest): Promise<AppendResult>;
  /** Empty where the stream does not exist. */
  readStream(stream: StreamName, range?: StreamRange): Promise<readonly RecordedEvent[]>;
  readLog(range: LogRange): Promise<LogPage>;
  /**
   * Everything after a position: first what is there, then live, in position order, in batches, without
   * end until `signal` aborts (then it returns) or the store fails (then it throws; resume from the last
   * position that was handled). Woken by the writer; polls only as a net below a lost wake-up.
   */
  subscribe(range: LogRange, signal: AbortSignal): AsyncIterable<LogPage>;
  /** Position of the newest event; 0 for an empty log. */
  lastPosition(): Promise<number>;
  findOutcome(key: string): Promise<StoredOutcome | undefined>;
  close(): Promise<void>;
}

/** Most events one read answers, in one page. */
export const READ_EVENTS_MAX = 5_000;
/** Most events in one append request. */
export const APPEND_EVENTS_MAX = 1_000;
/** Most streams in one append request. */
export const APPEND_STREAMS_MAX = 100;
/** Largest `data` of one event, as UTF-8 JSON. */
export const EVENT_BYTES_MAX = 1_048_576;
/** Largest sum of `data` and stored outcome of one append request, as UTF-8 JSON. */
export const APPEND_BYTES_MAX = 16_777_216;
/** Longest type, actor, correlation, causation or customer id of an event. */
export const EVENT_TEXT_LENGTH_MAX = 200;
/** Longest stream name. */
export const STREAM_NAME_LENGTH_MAX = 200;
/** Longest command key. */
export const COMMAND_KEY_LENGTH_MAX = 300;
