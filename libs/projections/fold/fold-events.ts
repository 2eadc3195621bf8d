import { CustomerForgotten } from '@gongdan/contracts';
import { invariant, isPlanted, messageOf, type RecordedEvent } from '@gongdan/core';
import type { Definition } from '../definition.js';
import type { Row } from '../projection.js';
import type { Poisoned } from './poisoned.js';

/** Where the fold finds the rows that events concern and puts what becomes of them. */
export interface Rows {
  get(key: string): Row | undefined;
  /** Undefined: there is no such row any more. `position`: of the event that made it so. */
  set(key: string, row: Row | undefined, position: number): void;
  /** Empties the personal columns of the rows of a customer, wherever they are. */
  forget(customerId: string, position: number): void | Promise<void>;
}

/**
 * Folds events into rows, in order. This is all that ever happens to a row, live, in a rebuild and in a
 * check; only where the rows are differs. Without `poisoned`, what the fold throws is thrown; with it,
 * the event and its followers are left out and reported, as the feed parks them.
 */
export async function foldEvents(
  definition: Definition,
  rows: Rows,
  events: readonly RecordedEvent[],
  poisoned?: Poisoned,
): Promise<void> {
  const times = isPlanted('projection.apply-twice') ? 2 : 1;
  for (const event of events) {
    if (event.type === CustomerForgotten.type && definition.forgotten.length > 0) {
      await rows.forget(String(event.data['customerId']), event.position);
    }
    if (!definition.folds.has(event.type) || poisoned?.isBehind(event) === true) continue;
    try {
      for (let time = 0; time < times; time++) foldOne(definition, rows, event);
    } catch (error) {
      if (poisoned === undefined) throw error;
      poisoned.add(event, messageOf(error));
    }
  }
}

function foldOne({ projection, key }: Definition, rows: Rows, event: RecordedEvent): void {
  const rowKey = projection.keyOf(event);
  if (rowKey === undefined) return;
  const before = rows.get(rowKey);
  const after = projection.apply(before, event);
  if (after === before) return;
  invariant(
    after === undefined || after[key] === rowKey,
    `${projection.name}: keyOf says ${rowKey}, the row's ${key} says otherwise`,
  );
  rows.set(rowKey, after, event.position);
}

/** The rows that these events concern, each named once. */
export function keysOf({ projection, folds }: Definition, events: readonly RecordedEvent[]) {
  const keys = new Set<string>();
  for (const event of events) {
    if (!folds.has(event.type)) continue;
    const key = keyIfAny(projection.keyOf, event);
    if (key !== undefined) keys.add(key);
  }
  return keys;
}

/** A keyOf that throws is met again, and reported, when the event is folded. */
function keyIfAny(
  keyOf: (event: RecordedEvent) => string | undefined,
  event: RecordedEvent,
): string | undefined {
  try {
    return keyOf(event);
  } catch {
    return undefined;
  }
}
