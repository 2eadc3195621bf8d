import { instantOf, type Instant, type RecordedEvent } from '@gongdan/core';
import type { CheckedAppend } from '../append-validation.js';
import type { AppendResult } from '../event-store.js';
import { recordedEventOf } from '../recorded-event.js';
import type { TailEvent } from './log-tail.js';
import {
  STATUS_APPENDED,
  STATUS_KEY_REUSED,
  STATUS_REPLAYED,
} from './migrations/append-functions.js';

/** A row as text, as both append functions answer it. */
export type AnswerRow = readonly [
  /** Null: all were appended. */
  statuses: string | null,
  /** Null: they were known before. */
  versions: string | null,
  hashes: string | null,
  firstPosition: string | null,
  recordedAtMs: string | null,
  prior: string | null,
  busyMicroseconds: string | null,
];

export interface Answer {
  readonly results: readonly AppendResult[];
  /** Time in the function, under the lock; 0 where it is not known. */
  readonly busyMs: number;
}

/**
 * Turns the database’s answer into one result per append, in their order. `known`: the versions of the
 * streams, per write, where the answer does not bring them.
 */
export function answerOf(
  appends: readonly CheckedAppend[],
  row: AnswerRow,
  known: readonly number[] = [],
): Answer {
  const [statuses, versions, hashes, firstPosition, recordedAtMs, prior, busy] = row;
  const reader: AnswerReader = {
    versions: versions === null ? known : numbersOf(versions),
    hashes: (hashes ?? '').match(/[0-9a-f]{64}/g) ?? [],
    recordedAt: instantOf(Number(recordedAtMs ?? 0)),
    prior: new Map(priorOf(prior).map(([append, ...rest]) => [append, rest])),
    position: Number(firstPosition ?? 0),
    writeIndex: 0,
    hashIndex: 0,
  };
  const statusNumbers = statuses === null ? [] : numbersOf(statuses);
  return {
    results: appends.map((append, index) =>
      resultOf(append, index, statuses === null ? STATUS_APPENDED : statusNumbers[index], reader),
    ),
    busyMs: Number(busy ?? 0) / 1000,
  };
}

type Prior = readonly [append: number, position: number, outcome: unknown];

interface AnswerReader {
  readonly versions: readonly number[];
  readonly hashes: readonly string[];
  readonly recordedAt: Instant;
  readonly prior: ReadonlyMap<number, readonly [position: number, outcome: unknown]>;
  position: number;
  writeIndex: number;
  hashIndex: number;
}

function resultOf(
  append: CheckedAppend,
  index: number,
  status: number | undefined,
  reader: AnswerReader,
): AppendResult {
  const firstWrite = reader.writeIndex;
  reader.writeIndex += append.writes.length;
  switch (status) {
    case STATUS_APPENDED:
      return {
        status: 'appended',
        events: recordedEvents(append, firstWrite, reader),
        position: reader.position - 1,
      };
    case STATUS_REPLAYED: {
      const [position, outcome] = reader.prior.get(index + 1) ?? [0, null];
      return { status: 'replayed', outcome, position };
    }
    case STATUS_KEY_REUSED:
      return { status: 'key-reused', key: append.command?.key ?? '' };
    default: {
      const write = append.writes[(status ?? 1) - 1];
      if (!write) throw new Error(`the database answered the unknown status ${status}`);
      const actual = reader.versions[firstWrite + (status ?? 1) - 1] ?? 0;
      return { status: 'conflict', stream: write.stream, expected: write.expected, actual };
    }
  }
}

function recordedEvents(
  append: CheckedAppend,
  firstWrite: number,
  reader: AnswerReader,
): RecordedEvent[] {
  const recorded: RecordedEvent[] = [];
  append.writes.forEach(({ stream, events }, writeIndex) => {
    let version = reader.versions[firstWrite + writeIndex] ?? 0;
    for (const { event } of events) {
      version += 1;
      recorded.push(
        recordedEventOf(stream, event, {
          position: reader.position++,
          version,
          recordedAt: reader.recordedAt,
          hash: reader.hashes[reader.hashIndex++] ?? '',
        }),
      );
    }
  });
  return recorded;
}

/** `{1,2,3}`, or a single number. */
const numbersOf = (text: string): number[] =>
  text.startsWith('{') ? text.slice(1, -1).split(',').map(Number) : [Number(text)];

const priorOf = (text: string | null): readonly Prior[] =>
  text === null ? [] : (JSON.parse(text) as Prior[]);

/**
 * The events of what was appended, as a read would bring them. Data is parsed anew: nobody shares it with
 * the caller.
 */
export const writtenBy = (
  appends: readonly CheckedAppend[],
  results: readonly AppendResult[],
): TailEvent[] =>
  appends.flatMap(({ writes }, index) => {
    const result = results[index];
    if (result?.status !== 'appended') return [];
    const texts = writes.flatMap(({ events }) => events.map(({ dataText }) => dataText));
    return result.events.map((event, place) => {
      const text = texts[place] ?? '';
      const data = JSON.parse(text) as RecordedEvent['data'];
      return { event: { ...event, data }, bytes: text.length };
    });
  });
