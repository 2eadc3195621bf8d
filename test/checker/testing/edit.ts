import { chainHashOf } from '@gongdan/event-store';
import type { RecordedEvent } from '@gongdan/core';
import type {
  Attempt,
  Evidence,
  LogRow,
  ReadModels,
  Row,
  TopicRecord,
  Topics,
} from '../evidence.js';
import type { Kind } from '../findings.js';

/** A way in which a true history is spoilt, and everything that must be found then. */
export interface Damage {
  readonly name: string;
  readonly spoil: (evidence: Evidence) => Evidence;
  /** `some`: how many depends on what else was going on. Kinds that are not named must not be found. */
  readonly found: Partial<Record<Kind, number | 'some'>>;
  /** Other kinds may be found, too. */
  readonly more?: boolean;
}

/** Copies with one part changed; what they are made of stays as it was. */
export const withAttempts = (
  evidence: Evidence,
  change: (attempts: readonly Attempt[]) => readonly Attempt[],
): Evidence => ({ ...evidence, attempts: change(evidence.attempts) });

export const withLog = (
  evidence: Evidence,
  change: (log: readonly LogRow[]) => readonly LogRow[],
): Evidence => ({ ...evidence, log: change(evidence.log) });

export const withTopics = (evidence: Evidence, change: (topics: Topics) => Topics): Evidence => ({
  ...evidence,
  topics: change(topicsOf(evidence)),
});

export const withRecords = (
  evidence: Evidence,
  change: (records: readonly TopicRecord[]) => readonly TopicRecord[],
): Evidence => withTopics(evidence, (topics) => ({ ...topics, records: change(topics.records) }));

export const withReadModels = (
  evidence: Evidence,
  change: (readModels: ReadModels) => Partial<ReadModels>,
): Evidence => ({
  ...evidence,
  readModels: { ...evidence.readModels, ...change(evidence.readModels) },
});

export const withTable = (
  evidence: Evidence,
  name: string,
  change: (rows: readonly Row[]) => readonly Row[],
): Evidence =>
  withReadModels(evidence, ({ tables }) => ({
    tables: { ...tables, [name]: change(tables[name] ?? []) },
  }));

export const topicsOf = ({ topics }: Evidence): Topics => must(topics);

/** `items` with one of them replaced, or taken out. */
export const replaced = <Item>(
  items: readonly Item[],
  item: Item,
  ...by: readonly Item[]
): readonly Item[] => items.flatMap((each) => (each === item ? by : [each]));

/** Each of the two in the place of the other. */
export const swapped = <Item>(items: readonly Item[], one: Item, other: Item): readonly Item[] =>
  items.map((each) => (each === one ? other : each === other ? one : each));

export function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the history has none');
  return value;
}

/** The first event of a type, or the one that `fits`. */
export const eventOf = (
  { log }: Evidence,
  type: string,
  fits: (row: LogRow) => boolean = () => true,
): LogRow => must(log.find((row) => row.type === type && fits(row)));

/** The records of one event, in the order of their offsets: more than one where it was repeated. */
export const recordsOf = (evidence: Evidence, row: LogRow): TopicRecord[] =>
  topicsOf(evidence).records.filter(({ headers }) => headers['ce_id'] === row.id);

/** A record is the only one of its event. */
export const isOnce = (evidence: Evidence, row: LogRow): boolean =>
  recordsOf(evidence, row).length === 1;

/** An event that was published once, with another of its stream after it. */
export const onceInTheMiddle = (evidence: Evidence, type: string): LogRow =>
  eventOf(
    evidence,
    type,
    (row) =>
      isOnce(evidence, row) &&
      evidence.log.some(
        ({ stream, version }) => stream === row.stream && version === row.version + 1,
      ),
  );

export const streamOf = ({ log }: Evidence, stream: string): LogRow[] =>
  log.filter((row) => row.stream === stream);

/** Of no event in the history. */
export const NEW_ID = '01a00000-0000-7000-8000-00000000abcd';

/** One more event at the end of the log, with a true hash. */
export function appended(
  evidence: Evidence,
  event: Partial<LogRow> & { stream: string },
): Evidence {
  const last = must(evidence.log.at(-1));
  const head = streamOf(evidence, event.stream).at(-1);
  const row: LogRow = {
    ...last,
    id: NEW_ID,
    commandKey: null,
    outcome: null,
    ...event,
    position: last.position + 1,
    version: (head?.version ?? 0) + 1,
  };
  const recorded = { ...row, data: JSON.parse(row.dataText) as object };
  const hash = chainHashOf(recorded as unknown as RecordedEvent, head?.hash ?? '');
  return withLog(evidence, (log) => [...log, { ...row, hash }]);
}

/** The client’s command behind an event, all its tries. */
export const attemptsOf = ({ attempts }: Evidence, { commandKey }: LogRow): Attempt[] =>
  attempts.filter(({ logKey }) => logKey === commandKey);

export const isClients = ({ attempts }: Evidence, { commandKey }: LogRow): boolean =>
  attempts.some(({ logKey }) => logKey === commandKey);
