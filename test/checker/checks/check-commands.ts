import type { Attempt, LogRow } from '../evidence.js';
import type { Found } from '../findings.js';

export interface CommandsEvidence {
  readonly attempts: readonly Attempt[];
  readonly log: readonly LogRow[];
  /** What was there before the clients began is taken as given, up to this position. */
  readonly givenUpTo: number;
  /** Whose events need neither key nor journal, e.g. `system` (sweeps by the clock). */
  readonly otherActors: readonly string[];
}

/** `policy:<name>:<id of the event reacted to>`, and a purpose where one reaction issues several commands. */
const POLICY_KEY = /^(policy:[a-z0-9-]+):([0-9a-f-]{36})(?::.+)?$/;

/**
 * What clients were told against what the log holds: every acknowledgement has its one effect, refusals
 * have none, and there is nothing that nobody asked for.
 */
export function checkCommands(evidence: CommandsEvidence, found: Found): void {
  const journal = new Journal(evidence.attempts);
  const effects = effectsByKey(evidence.log, journal, found);
  for (const [key, tries] of journal.commands) checkAnswers(key, tries, effects.get(key), found);
  checkLogExplained(evidence, journal, found);
}

/** All tries of every command, by the name under which the log knows it, or else by the client’s key. */
class Journal {
  readonly commands: ReadonlyMap<string, readonly Attempt[]>;

  constructor(attempts: readonly Attempt[]) {
    this.commands = Map.groupBy(attempts, ({ logKey, commandKey }) => logKey ?? commandKey);
  }

  /** The name of the command behind a key of the log; undefined: no client’s. */
  nameOf(logKey: string): string | undefined {
    if (this.commands.has(logKey)) return logKey;
    const last = logKey.slice(logKey.lastIndexOf(':') + 1);
    return this.commands.has(last) ? last : undefined;
  }
}

function effectsByKey(
  log: readonly LogRow[],
  journal: Journal,
  found: Found,
): ReadonlyMap<string, LogRow> {
  const effects = new Map<string, LogRow>();
  for (const row of log) {
    if (row.commandKey === null) continue;
    const name = journal.nameOf(row.commandKey) ?? row.commandKey;
    const first = effects.get(name);
    if (first === undefined) effects.set(name, row);
    else found('doubled', `${row.commandKey} at ${first.position} and ${row.position}`);
  }
  return effects;
}

function checkAnswers(
  key: string,
  tries: readonly Attempt[],
  effect: LogRow | undefined,
  found: Found,
): void {
  const acknowledged = tries.filter(({ result }) => result === 'ok');
  const [first] = acknowledged;
  if (first === undefined) {
    if (effect !== undefined && tries.every(({ result }) => result === 'refused')) {
      found(
        'phantom',
        `${wordsOf(first ?? tries[0], key)} was refused, lies at ${effect.position}`,
      );
    }
    return;
  }
  const words = wordsOf(first, key);
  checkOneAnswer(words, tries, found);
  if (effect === undefined) {
    if (first.position !== 0) found('lost', `${words}, acknowledged at ${first.position ?? '?'}`);
    return;
  }
  const isAsTold =
    (first.position === undefined || first.position === effect.position) &&
    (first.stream === undefined || first.stream === effect.stream);
  if (!isAsTold) {
    const told = `told ${first.stream ?? ''} ${first.position ?? ''}`;
    found('misplaced', `${words}: ${told}, lies in ${effect.stream} at ${effect.position}`);
  }
}

/** Who asks again with the same key is told the first outcome, and nothing else. */
function checkOneAnswer(words: string, tries: readonly Attempt[], found: Found): void {
  const acknowledged = tries.filter(({ result }) => result === 'ok');
  const positions = new Set(acknowledged.map(({ position }) => position));
  if (positions.size > 1) found('two-answers', `${words}: ${[...positions].join(' and ')}`);
  const told = acknowledged.map(({ answeredAt }) => answeredAt ?? '').toSorted()[0] ?? '';
  const refusal = tries.find(({ result, sentAt }) => result === 'refused' && sentAt > told);
  if (refusal)
    found('two-answers', `${words}: refused (${refusal.reason}) after it was acknowledged`);
}

const wordsOf = (attempt: Attempt | undefined, key: string): string =>
  `${attempt?.command ?? '?'} ${attempt?.ticketId ?? ''} (${key})`;

/** Every event belongs to exactly one command, and that to a client or to a policy. */
function checkLogExplained(evidence: CommandsEvidence, journal: Journal, found: Found): void {
  const { log, givenUpTo, otherActors } = evidence;
  const byId = new Map(log.map((row) => [row.id, row]));
  const keysOf = new Map<string, string>();
  for (const row of log) {
    if (row.commandKey === null) continue;
    for (const { id } of row.outcome?.events ?? []) {
      const event = byId.get(id);
      if (event?.stream !== row.outcome?.stream) {
        found('torn', `${row.commandKey} at ${row.position}: ${id} is not there`);
      }
      const other = keysOf.get(id);
      if (other !== undefined && other !== row.commandKey) {
        found('doubled', `${id} is the effect of ${other} and of ${row.commandKey}`);
      }
      keysOf.set(id, row.commandKey);
    }
  }
  for (const row of log) {
    if (row.position <= givenUpTo || otherActors.includes(row.actor)) continue;
    checkExplained(row, keysOf.get(row.id), byId, journal, found);
  }
}

function checkExplained(
  row: LogRow,
  key: string | undefined,
  byId: ReadonlyMap<string, LogRow>,
  journal: Journal,
  found: Found,
): void {
  const words = `${row.type} at ${row.position} in ${row.stream}`;
  if (key === undefined && row.stream.startsWith('sla-')) {
    return checkCausation(row, words, byId, found);
  }
  if (key === undefined) return found('unexplained', `${words} belongs to no command`);
  const [, policy, causeId = ''] = POLICY_KEY.exec(key) ?? [];
  if (policy === undefined) {
    if (journal.nameOf(key) === undefined) found('unexplained', `${words}: nobody sent ${key}`);
    return;
  }
  const cause = byId.get(causeId);
  if (cause === undefined || cause.position >= row.position) {
    found('effect-without-cause', `${words}: ${causeId} is not before it`);
  } else if (row.actor !== policy || row.causationId !== causeId) {
    found('effect-without-cause', `${words}: by ${row.actor} because of ${row.causationId}`);
  }
}

/** Promises are kept by what the log holds, without a key: whoever keeps them names the event that led to it. */
function checkCausation(
  { actor, causationId, position }: LogRow,
  words: string,
  byId: ReadonlyMap<string, LogRow>,
  found: Found,
): void {
  const cause = byId.get(causationId ?? '');
  if (actor.startsWith('policy:') && cause !== undefined && cause.position < position) return;
  found('effect-without-cause', `${words}: by ${actor} because of ${causationId}`);
}
