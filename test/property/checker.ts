import { chainHashOf, NO_PREVIOUS_HASH } from '@gongdan/event-store';
import type { RecordedEvent } from '@gongdan/core';
import type { Entry } from './journal.js';

export interface CommandRow {
  readonly key: string;
  readonly fingerprint: string;
  readonly outcome: unknown;
  readonly position: number;
}

export interface Evidence {
  /** The whole log, in position order. */
  readonly log: readonly RecordedEvent[];
  readonly commands: readonly CommandRow[];
  /** Everything that every client wanted and was told. */
  readonly entries: readonly Entry[];
  /** Per reader: the positions that it was given, in that order, from the log’s start. */
  readonly tails: Readonly<Record<string, readonly number[]>>;
}

export type Check =
  | 'positions-without-holes'
  | 'versions-without-holes'
  | 'hash-chain'
  | 'recorded-in-order'
  | 'no-event-twice'
  | 'nothing-unheard-of'
  | 'acknowledged-is-there'
  | 'refused-is-not-there'
  | 'all-or-nothing'
  | 'expectation-held'
  | 'conflict-is-true'
  | 'one-effect-per-key'
  | 'outcome-stored-with-the-effect'
  | 'replay-answers-the-first-outcome'
  | 'tail-sees-everything'
  | 'tail-in-order';

export interface Finding {
  readonly check: Check;
  readonly detail: string;
}

/** Every way in which the log contradicts what clients were told. Empty: nothing was lost or reordered. */
export function findContradictions(evidence: Evidence): Finding[] {
  const findings: Finding[] = [];
  const found = (check: Check, detail: string) => findings.push({ check, detail });
  checkLog(evidence.log, found);
  checkEntries(evidence, found);
  checkCommands(evidence, found);
  for (const [reader, positions] of Object.entries(evidence.tails)) {
    checkTail(reader, positions, evidence.log, found);
  }
  return findings;
}

type Found = (check: Check, detail: string) => void;

function checkLog(log: readonly RecordedEvent[], found: Found): void {
  const heads = new Map<string, RecordedEvent>();
  const ids = new Set<string>();
  let previous: RecordedEvent | undefined;
  for (const event of log) {
    const { position, stream, version, id, recordedAt } = event;
    if (position !== (previous?.position ?? 0) + 1) {
      found('positions-without-holes', `${position} follows ${previous?.position ?? 0}`);
    }
    const head = heads.get(stream);
    if (version !== (head?.version ?? 0) + 1) {
      found('versions-without-holes', `${stream}: ${version} follows ${head?.version ?? 0}`);
    }
    if (event.hash !== chainHashOf(event, head?.hash ?? NO_PREVIOUS_HASH)) {
      found('hash-chain', `${stream} breaks at version ${version}`);
    }
    if (previous && recordedAt < previous.recordedAt) {
      found('recorded-in-order', `${position} was recorded at ${recordedAt}`);
    }
    if (ids.has(id)) found('no-event-twice', `${id} again at ${position}`);
    ids.add(id);
    heads.set(stream, event);
    previous = event;
  }
}

function checkTail(
  reader: string,
  positions: readonly number[],
  log: readonly RecordedEvent[],
  found: Found,
): void {
  const seen = new Set(positions);
  const missed = log.filter(({ position }) => !seen.has(position));
  if (missed.length > 0) {
    const [first] = missed;
    found('tail-sees-everything', `${reader} missed ${missed.length}, first ${first?.position}`);
  }
  positions.forEach((position, index) => {
    const before = positions[index - 1] ?? 0;
    if (position <= before) found('tail-in-order', `${reader} got ${position} after ${before}`);
  });
}

function checkEntries({ log, entries }: Evidence, found: Found): void {
  const byId = new Map(log.map((event) => [event.id, event]));
  const versions = new Map(log.map((event) => [event.stream as string, event.version]));
  const heardOf = new Set<string>();
  for (const { intent, told } of entries) {
    const ids = intent.writes.flatMap((write) => write.ids);
    for (const id of ids) heardOf.add(id);
    const there = ids.flatMap((id) => byId.get(id) ?? []);
    const { operation } = intent;
    if (told.status === 'appended') {
      const isAsTold =
        there.length === ids.length &&
        there.every(
          ({ position, version }, index) =>
            position === told.positions[index] && version === told.versions[index],
        );
      if (!isAsTold)
        found('acknowledged-is-there', `${operation}: ${there.length} of ${ids.length}`);
    } else if (told.status !== 'unknown' && there.length > 0) {
      found(
        'refused-is-not-there',
        `${operation} was told ${told.status}, ${there.length} are there`,
      );
    }
    if (there.length > 0) checkEffect({ intent, told }, there, found);
    if (told.status === 'conflict') {
      const write = intent.writes.find(({ stream }) => stream === told.stream);
      const isTrue =
        write !== undefined &&
        !holds(write.expected, told.actual) &&
        told.actual <= (versions.get(told.stream) ?? 0);
      if (!isTrue) found('conflict-is-true', `${operation}: ${JSON.stringify(told)}`);
    }
  }
  for (const { id, position } of log) {
    if (!heardOf.has(id)) found('nothing-unheard-of', `${id} at ${position}`);
  }
}

function checkEffect({ intent }: Entry, there: readonly RecordedEvent[], found: Found): void {
  const { operation, writes } = intent;
  const first = there[0]?.position ?? 0;
  const isWhole =
    there.length === writes.reduce((sum, { ids }) => sum + ids.length, 0) &&
    there.every(({ position }, index) => position === first + index);
  if (!isWhole) found('all-or-nothing', `${operation} is there in part`);
  for (const { stream, expected, ids } of writes) {
    const event = there.find(({ id }) => id === ids[0]);
    if (event && (event.stream !== stream || !holds(expected, event.version - 1))) {
      found('expectation-held', `${operation}: ${stream} at ${event.version - 1}, not ${expected}`);
    }
  }
}

const holds = (expected: unknown, version: number): boolean =>
  expected === 'any' ||
  (expected === 'exists' ? version > 0 : version === (expected === 'none' ? 0 : expected));

function checkCommands({ log, commands, entries }: Evidence, found: Found): void {
  const positions = new Map(log.map(({ id, position }) => [id, position]));
  const effects = new Map<string, { entry: Entry; position: number }>();
  for (const entry of entries) {
    const { command, writes, operation } = entry.intent;
    const position = positions.get(writes.at(-1)?.ids.at(-1) ?? '');
    if (!command || position === undefined) continue;
    const other = effects.get(command.key);
    if (other) {
      found(
        'one-effect-per-key',
        `${command.key}: ${other.entry.intent.operation} and ${operation}`,
      );
    }
    effects.set(command.key, { entry, position });
  }
  const rows = new Map(commands.map((row) => [row.key, row]));
  for (const [key, { entry, position }] of effects) {
    const row = rows.get(key);
    const command = entry.intent.command;
    const isRight =
      row?.position === position &&
      row.fingerprint === command?.fingerprint &&
      JSON.stringify(row.outcome) === JSON.stringify(command.outcome);
    if (!isRight) found('outcome-stored-with-the-effect', `${key}: ${JSON.stringify(row)}`);
  }
  for (const { key } of commands) {
    if (!effects.has(key)) found('outcome-stored-with-the-effect', `${key} without an effect`);
  }
  for (const { intent, told } of entries) {
    const { command } = intent;
    const effect = command && effects.get(command.key);
    const first = effect?.entry.intent.command;
    if (told.status === 'replayed') {
      const isFirst =
        first?.fingerprint === command?.fingerprint &&
        effect?.position === told.position &&
        JSON.stringify(first?.outcome) === JSON.stringify(told.outcome);
      if (!isFirst) found('replay-answers-the-first-outcome', intent.operation);
    }
    if (told.status === 'key-reused' && (!first || first.fingerprint === command?.fingerprint)) {
      found('replay-answers-the-first-outcome', `${intent.operation} was no other request`);
    }
  }
}
