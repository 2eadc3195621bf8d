import { isDeepStrictEqual } from 'node:util';
import type { LogRow, ReadModels, Row } from '../evidence.js';
import type { Found } from '../findings.js';
import { factsOf, type Expected, type Fact } from '../fold/fact.js';
import { otherTables } from '../fold/other-rows.js';
import { ticketTables } from '../fold/ticket-rows.js';

/** Every read model that has a fold here. */
const READ_MODELS = Object.keys({ ...ticketTables([]), ...otherTables([]) });

/**
 * The tables against a fresh fold of the log, each up to its own checkpoint: rows and checkpoint change
 * together, so a read model that lags is still right about what it has seen. That it lags is a finding of
 * its own. Answers how many rows were compared.
 */
export function checkReadModels(
  { tables, checkpoints, deadLetters }: ReadModels,
  log: readonly LogRow[],
  found: Found,
): number {
  const last = log.at(-1)?.position ?? 0;
  for (const [consumer, position] of Object.entries(checkpoints)) {
    if (position < last) found('consumer-behind', `${consumer}: at ${position} of ${last}`);
    if (position > last) found('checkpoint-ahead', `${consumer}: at ${position} of ${last}`);
  }
  for (const { consumer, position, reason } of deadLetters) {
    found('dead-letter', `${consumer}: position ${position}, ${reason}`);
  }
  const facts = factsOf(log);
  const folds = new Folds(facts);
  let rows = 0;
  for (const name of READ_MODELS) {
    const actual = tables[name];
    if (actual === undefined) {
      found('table-missing', name);
      continue;
    }
    const expected = folds.upTo(checkpoints[`projection:${name}`] ?? 0)[name];
    if (expected !== undefined) compare(name, expected, actual, found);
    rows += actual.length;
  }
  return rows;
}

/** Most read models stand at the same position: one fold serves them all. */
class Folds {
  private readonly byPosition = new Map<number, Readonly<Record<string, Expected>>>();

  constructor(private readonly facts: readonly Fact[]) {}

  upTo(position: number): Readonly<Record<string, Expected>> {
    const known = this.byPosition.get(position);
    if (known !== undefined) return known;
    const seen = this.facts.filter((fact) => fact.position <= position);
    const tables = { ...ticketTables(seen), ...otherTables(seen) };
    this.byPosition.set(position, tables);
    return tables;
  }
}

function compare(name: string, { key, rows }: Expected, actual: readonly Row[], found: Found) {
  const left = new Map(actual.map((row) => [row[key] as string, row]));
  for (const expected of rows) {
    const id = expected[key] as string;
    const row = left.get(id);
    left.delete(id);
    if (row === undefined) found('row-missing', `${name}: ${id}`);
    else compareRow(`${name}: ${id}`, expected, row, found);
  }
  for (const id of left.keys()) found('row-extra', `${name}: ${id}`);
}

function compareRow(words: string, expected: Row, row: Row, found: Found): void {
  const differences = Object.entries(expected)
    .filter(([column, value]) => !isDeepStrictEqual(row[column], value))
    .map(
      ([column, value]) =>
        `${column} is ${JSON.stringify(row[column])}, not ${JSON.stringify(value)}`,
    );
  if (differences.length > 0) found('row-differs', `${words}: ${differences.join('; ')}`);
}
