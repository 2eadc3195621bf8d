import { GongdanError } from '@gongdan/core';

/** Transient: nothing was written. */
export const unavailable = (why: string, cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.UNAVAILABLE',
      category: 'transient',
      message: `The event store cannot be used now: ${why}. Nothing was written.`,
      hint: 'Send the same request again after a pause.',
    },
    { cause },
  );

/** It may have been written: only the command key makes a retry safe. */
export const outcomeUnknown = (cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.OUTCOME_UNKNOWN',
      category: 'unknown',
      message: 'The connection to the event store broke before its answer came.',
      hint: 'Send the same request again with the same idempotency key.',
    },
    { cause },
  );

export const busy = (waitingMax: number): GongdanError =>
  new GongdanError({
    code: 'STORE.BUSY',
    category: 'transient',
    message: `More than ${waitingMax} appends (or their bytes’ limit) are waiting. Nothing was written.`,
    hint: 'Send the same request again after a pause.',
  });

/** A read’s parameter is beyond its limit. */
export const invalidRead = (path: string, message: string): GongdanError =>
  new GongdanError({
    code: 'STORE.INVALID_READ',
    category: 'invalid',
    message: `${path} ${message}`,
    violations: [{ path, message }],
  });
