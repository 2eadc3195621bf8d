import { isPlanted, type PlantedFault } from '@gongdan/core';
import type pg from 'pg';
import type { CheckedAppend } from '../append-validation.js';
import type { AppendResult } from '../event-store.js';
import { answerOf } from './append-answer.js';
import { APPEND_BATCH_FUNCTION } from './migrations/append-functions.js';
import type { ReadConnections } from './read-connections.js';
import type { PendingAppend } from '../waiting-appends.js';

// Tests only: the append, broken on purpose in one place each (libs/core/planted-faults.ts). Nothing of
// this runs unless a fault is planted. test/faults/append-planted-faults.int.spec.ts shows who catches each.

const SEQUENCE = 'gongdan.planted_position';

/** What is replaced in the append function by what. */
const IN_SQL: Partial<Record<PlantedFault, readonly [right: string, wrong: string][]>> = {
  'append.position-without-lock': [
    [/PERFORM pg_advisory_xact_lock\(\d+\);/.exec(APPEND_BATCH_FUNCTION)?.[0] ?? '', ''],
    ['last_position := last_position + 1;', `last_position := nextval('${SEQUENCE}');`],
    ['  busy_us :=', '  PERFORM pg_sleep(random() * 0.01); busy_us :='], // so that transactions overlap
  ],
  'append.skip-version-check': [['IF expected <> head AND', 'IF false AND expected <> head AND']],
  'append.lose-an-event-of-a-batch': [
    ['WHERE e.position IS NOT NULL', 'WHERE e.position < last_position OR last_position % 2 = 0'],
  ],
  'append.break-hash-chain': [['sha256(head_hash ||', "sha256(''::bytea ||"]],
};

/** Gives the session a faulty append function of its own where a fault in SQL is planted. */
export async function plantFaultyAppend(client: pg.Client): Promise<boolean> {
  for (const [fault, replacements] of Object.entries(IN_SQL)) {
    if (!isPlanted(fault as PlantedFault)) continue;
    let text = inSession(APPEND_BATCH_FUNCTION);
    for (const [right, wrong] of replacements) {
      if (!text.includes(right)) throw new Error(`${fault} finds nothing to break`);
      text = text.replace(right, wrong);
    }
    await client.query(`CREATE SEQUENCE IF NOT EXISTS ${SEQUENCE}`);
    await client.query(text);
    return true;
  }
  return false;
}

export const inSession = (text: string): string =>
  text.replace('gongdan.append_batch', 'pg_temp.append_batch');

/** `append.answer-before-commit`: the callers hear what will probably happen. */
export function answerBeforeCommit(appends: readonly PendingAppend[]): void {
  for (const { checked, resolve } of appends) resolve(hopedFor(checked));
}

const hopedFor = (checked: CheckedAppend): AppendResult => {
  const versions = checked.writes.map(({ expected }) =>
    typeof expected === 'number' ? expected : 0,
  );
  const [result] = answerOf([checked], [null, null, '', '1', '0', null, null], versions).results;
  if (!result) throw new Error('one append has one answer');
  return result;
};

const LATE_OUTCOMES = `CREATE TABLE IF NOT EXISTS gongdan.planted_outcome (
  key text PRIMARY KEY, fingerprint text, outcome json, position int8)`;

/** `append.outcome-in-second-transaction`: looked up before and written after the append’s own one. */
export async function appendWithLateOutcome(
  checked: CheckedAppend,
  appends: { submit(checked: CheckedAppend): Promise<AppendResult> },
  reads: ReadConnections,
): Promise<AppendResult> {
  const { command } = checked;
  if (!command) return appends.submit(checked);
  const { key, fingerprint, outcomeText } = command;
  await reads.query('', LATE_OUTCOMES, []);
  const [known] = await reads.query<[string, string, string]>(
    '',
    'SELECT fingerprint, outcome, position FROM gongdan.planted_outcome WHERE key = $1',
    [key],
  );
  if (known) {
    const [knownFingerprint, outcome, position] = known;
    return knownFingerprint === fingerprint
      ? { status: 'replayed', outcome: JSON.parse(outcome) as unknown, position: Number(position) }
      : { status: 'key-reused', key };
  }
  const result = await appends.submit({ ...checked, command: undefined });
  if (result.status === 'appended') {
    const insert = `INSERT INTO gongdan.planted_outcome VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
    await reads.query('', insert, [key, fingerprint, outcomeText, result.position]);
  }
  return result;
}
