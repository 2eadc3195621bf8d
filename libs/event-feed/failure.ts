import { GongdanError, messageOf } from '@gongdan/core';

/** SQLSTATE classes that speak of the values written: data, integrity, a row beyond a limit. */
const CLASSES_OF_DATA = new Set(['22', '23', '54']);

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** `ECONNREFUSED`, `EPIPE` …; not `ERR_INVALID_ARG_TYPE` and the like, which are mistakes in code. */
const SYSTEM_CODE = /^E(?!RR_)[A-Z]+$/;

/** How `pg` says that the connection was lost or never came about, where it gives no code. */
const CONNECTION_WORDS =
  /connection (terminated|error|ended)|timeout exceeded when trying to connect|query read timeout|not queryable/i;

/** True where the database refused the values of a row: by their type, a constraint or a limit. */
export const isRefusalOfData = (error: unknown): error is Error =>
  error instanceof Error &&
  SQLSTATE.test(codeOf(error) ?? '') &&
  CLASSES_OF_DATA.has(codeOf(error)?.slice(0, 2) ?? '');

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;

/**
 * True where trying again cannot help because the event itself (or the code that handles it) is at
 * fault: only such a failure may park anything. A database that is away, a deadlock, a table that is
 * being swapped, a busy store are not.
 */
export function isEventsFault(error: unknown): boolean {
  if (error instanceof GongdanError) return !error.retryable;
  if (!(error instanceof Error)) return true;
  const code = codeOf(error);
  if (code === undefined) return !CONNECTION_WORDS.test(error.message);
  if (SYSTEM_CODE.test(code)) return false;
  return !SQLSTATE.test(code) || isRefusalOfData(error);
}

/** Another process took the consumer over: nothing may be moved any more. */
export const leaseLost = (consumer: string): GongdanError =>
  new GongdanError({
    code: 'FEED.LEASE_LOST',
    category: 'transient',
    message: `Another process took over ${consumer}; what was in hand here was rolled back.`,
  });

/** Somebody (a rebuild, a replay) moved the checkpoint or its letters: read them again. */
export const checkpointMoved = (consumer: string): GongdanError =>
  new GongdanError({
    code: 'FEED.CHECKPOINT_MOVED',
    category: 'transient',
    message: `The checkpoint of ${consumer} was moved from outside.`,
  });

/**
 * For consumers: this process must not go on (its code is out of date). The lease is given up, so that
 * another process can take over.
 */
export const consumerOutdated = (consumer: string, message: string): GongdanError =>
  new GongdanError({
    code: 'FEED.CONSUMER_OUTDATED',
    category: 'transient',
    message: `${consumer} stops here: ${message}`,
    hint: 'Restart this process with the present code.',
  });

export const unknownConsumer = (consumer: string): GongdanError =>
  new GongdanError({
    code: 'FEED.UNKNOWN_CONSUMER',
    category: 'not-found',
    message: `No consumer '${consumer}' was added to this feed.`,
    hint: '`gongdan feed status` lists the names of all consumers.',
  });

/** Areas whose hints are for an operator, not for a caller who could ask again. */
const OPERATORS_AREA = /^(KAFKA|FEED)\./;

/** What a failure says to an operator: what is wrong, what to do, and what kind it is. */
export function operatorsView(error: unknown): { readonly message: string; readonly code: string } {
  const message = messageOf(error);
  if (!(error instanceof GongdanError)) {
    return { message, code: (error instanceof Error ? codeOf(error) : undefined) ?? '' };
  }
  const { code, hint } = error;
  const hasAdvice = hint !== undefined && OPERATORS_AREA.test(code);
  return { message: hasAdvice ? `${message} ${hint}` : message, code };
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof GongdanError && error.code === code;
