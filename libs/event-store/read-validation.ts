import { READ_EVENTS_MAX, type LogRange, type StreamRange } from './event-store.js';
import { invalidRead } from './store-failures.js';

export interface CheckedStreamRange {
  readonly backwards: boolean;
  /** undefined: from the newest, backwards. */
  readonly fromVersion: number | undefined;
  readonly limit: number;
}

/** Throws `STORE.INVALID_READ` where a member is beyond its limits. */
export function checkStreamRange(range: StreamRange = {}): CheckedStreamRange {
  const backwards = range.direction === 'backwards';
  const { fromVersion } = range;
  if (fromVersion !== undefined && !(Number.isSafeInteger(fromVersion) && fromVersion >= 1)) {
    throw invalidRead('/fromVersion', 'is no integer from 1 upwards');
  }
  return {
    backwards,
    fromVersion: fromVersion ?? (backwards ? undefined : 1),
    limit: checkLimit(range.limit),
  };
}

export interface CheckedLogRange {
  readonly after: number;
  readonly limit: number;
  readonly types: readonly string[] | undefined;
}

/** Throws `STORE.INVALID_READ` where a member is beyond its limits. */
export function checkLogRange(range: LogRange): CheckedLogRange {
  const { after, types } = range;
  if (!(Number.isSafeInteger(after) && after >= 0)) {
    throw invalidRead('/after', 'is no integer from 0 upwards');
  }
  return { after, limit: checkLimit(range.limit), types };
}

function checkLimit(limit = READ_EVENTS_MAX): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= READ_EVENTS_MAX) return limit;
  throw invalidRead('/limit', `is not within 1 to ${READ_EVENTS_MAX}`);
}
