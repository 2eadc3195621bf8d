import { instantOf, type RecordedEvent, type StreamName } from '@gongdan/core';
import type { CheckedAppend } from '../append-validation.js';
import { chain, contentDigestOf, NO_PREVIOUS_HASH } from '../event-hash.js';
import { isAsExpected, type AppendResult, type StoredOutcome } from '../event-store.js';
import { recordedEventOf } from '../recorded-event.js';
import { inlineRecord, membersOf, placeMembersOf } from './event-record.js';
import { sizeOf, type RecordToWrite, type StreamToWrite } from './kurrent-record.js';
import { partsMembersOf, type PartsPlace } from './parts.js';
import type { StreamNames } from './stream-names.js';

/** The newest event of the log: 0 and 0 where it is empty. */
export interface LogHead {
  readonly position: number;
  readonly recordedAtMs: number;
}

/** The newest event of a stream. */
export interface StreamHead {
  readonly version: number;
  readonly hash: string;
}

export const NO_STREAM_HEAD: StreamHead = { version: 0, hash: NO_PREVIOUS_HASH };

/** How things stood when the log ended at `log`. */
export interface WriterView {
  readonly log: LogHead;
  readonly heads: ReadonlyMap<StreamName, StreamHead>;
  readonly outcomes: ReadonlyMap<string, StoredOutcome>;
}

/** An append, and where its contents lie if they were written beforehand: events, then the outcome. */
export interface PlannedAppend {
  readonly checked: CheckedAppend;
  readonly parts?: readonly PartsPlace[];
}

/** What one transaction writes, and what every append is answered if it commits. */
export interface AppendPlan {
  readonly results: readonly AppendResult[];
  /** The log first. Empty where nothing is to be written. */
  readonly writes: readonly StreamToWrite[];
  /** As the server counts. */
  readonly bytes: number;
  readonly log: LogHead;
  /** Of the streams that are written to. */
  readonly heads: ReadonlyMap<StreamName, StreamHead>;
}

/**
 * Decides appends one after another, as if each were alone, on how things stood. The plan is right if the
 * log still ends where the view says when it is written; that is what its expected revision makes sure of.
 */
export function planAppends(
  appends: readonly PlannedAppend[],
  view: WriterView,
  names: StreamNames,
  nowMs: number,
): AppendPlan {
  const draft = new PlanDraft(view, names, Math.max(view.log.recordedAtMs, nowMs));
  const results = appends.map((append) => draft.take(append));
  return { results, ...draft.written() };
}

class PlanDraft {
  private position: number;
  private readonly heads = new Map<StreamName, StreamHead>();
  private readonly outcomes = new Map<string, StoredOutcome>();
  private readonly logRecords: RecordToWrite[] = [];
  private readonly streamRecords = new Map<StreamName, RecordToWrite[]>();
  private readonly commandRecords = new Map<string, RecordToWrite>();

  constructor(
    private readonly view: WriterView,
    private readonly names: StreamNames,
    private readonly recordedAtMs: number,
  ) {
    this.position = view.log.position;
  }

  take({ checked, parts }: PlannedAppend): AppendResult {
    const { command, writes } = checked;
    const known =
      command && (this.outcomes.get(command.key) ?? this.view.outcomes.get(command.key));
    if (known && command) {
      const { fingerprint, outcome, position } = known;
      return fingerprint === command.fingerprint
        ? { status: 'replayed', outcome, position }
        : { status: 'key-reused', key: command.key };
    }
    for (const { stream, expected } of writes) {
      const actual = this.headOf(stream).version;
      if (!isAsExpected(expected, actual)) return { status: 'conflict', stream, expected, actual };
    }
    const places = [...(parts ?? [])];
    const events = writes.flatMap(({ stream, events: added }) =>
      added.map((event) => this.record(stream, event, places.shift())),
    );
    if (command) this.remember(command, places.shift());
    return { status: 'appended', position: this.position, events };
  }

  written(): Omit<AppendPlan, 'results'> {
    const { log } = this.view;
    if (this.logRecords.length === 0) return { writes: [], bytes: 0, log, heads: new Map() };
    const writes: StreamToWrite[] = [
      { stream: this.names.log, length: log.position, records: this.logRecords },
      ...[...this.streamRecords].map(([stream, records]) => ({
        stream: this.names.ofStream(stream),
        length: (this.view.heads.get(stream) ?? NO_STREAM_HEAD).version,
        records,
      })),
      ...[...this.commandRecords].map(([key, record]) => ({
        stream: this.names.ofCommand(key),
        length: 0,
        records: [record],
      })),
    ];
    const bytes = writes
      .flatMap(({ records }) => records)
      .reduce((sum, record) => sum + sizeOf(record), 0);
    const { position, recordedAtMs, heads } = this;
    return { writes, bytes, log: { position, recordedAtMs }, heads };
  }

  private record(
    stream: StreamName,
    { event, dataText }: CheckedAppend['writes'][number]['events'][number],
    parts: PartsPlace | undefined,
  ): RecordedEvent {
    const head = this.headOf(stream);
    const numbers = { position: ++this.position, version: head.version + 1 };
    const digest = contentDigestOf(stream, event, dataText);
    const hash = chain(head.hash, digest, numbers, this.recordedAtMs);
    const place = { ...numbers, hash, recordedAt: instantOf(this.recordedAtMs) };
    const record: RecordToWrite =
      parts === undefined
        ? inlineRecord(membersOf(stream, event), dataText, place)
        : {
            type: 'GongdanEventInParts',
            metadata: { ...placeMembersOf(place), ...partsMembersOf(parts) },
            content: '{}',
          };
    this.logRecords.push(record);
    const others = this.streamRecords.get(stream);
    if (others) others.push(record);
    else this.streamRecords.set(stream, [record]);
    this.heads.set(stream, { version: place.version, hash });
    return recordedEventOf(stream, event, place);
  }

  private remember(
    command: NonNullable<CheckedAppend['command']>,
    parts: PartsPlace | undefined,
  ): void {
    const { key, fingerprint, outcomeText } = command;
    const { position } = this;
    const outcome = JSON.parse(outcomeText) as unknown;
    this.outcomes.set(key, { fingerprint, outcome, position });
    this.commandRecords.set(key, {
      type: 'GongdanCommand',
      metadata: {
        key,
        fingerprint,
        position: String(position),
        ...(parts === undefined ? {} : partsMembersOf(parts)),
      },
      content: parts === undefined ? `{"outcome":${outcomeText}}` : '{}',
    });
  }

  private headOf(stream: StreamName): StreamHead {
    return this.heads.get(stream) ?? this.view.heads.get(stream) ?? NO_STREAM_HEAD;
  }
}
