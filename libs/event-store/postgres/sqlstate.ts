import { GongdanError, messageOf } from '@gongdan/core';
import pg from 'pg';
import { invalidAppend } from '../append-validation.js';
import { unavailable } from '../store-failures.js';
import { STALE_HEAD } from './migrations/append-functions.js';

/**
 * True where the database answered that the statement failed, and the connection lives on: its
 * transaction is rolled back for certain. Everything else (a FATAL answer, a broken socket, a silent
 * server) leaves the outcome of what was sent unknown.
 */
export const isRolledBack = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity === 'ERROR';

/** A connection that had been opened broke: what only reads may be asked again over another one. */
export function isBrokenConnection(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^57P0[123]$/.test(error.code ?? '');
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return (
    code === 'ECONNRESET' || code === 'EPIPE' || /terminated unexpectedly/.test(messageOf(error))
  );
}

export const isReadOnly = ({ code }: pg.DatabaseError): boolean => code === '25006';

/** The statement had taken for granted that a key or a stream is new, or that a head is as remembered. */
export const wasTooOptimistic = ({ code, constraint }: pg.DatabaseError): boolean =>
  code === STALE_HEAD ||
  (code === '23505' &&
    (constraint === 'event_command_key' || constraint === 'event_stream_version'));

/** Of those: others write to the same streams. (A version 1 that is there was expected not to be.) */
export const isStaleHead = ({ code, constraint, detail }: pg.DatabaseError): boolean =>
  code === STALE_HEAD || (constraint === 'event_stream_version' && !/, 1\)/.test(detail ?? ''));

/**
 * Where one append of a batch can be the cause, the others must not suffer: 22 data, 23 integrity,
 * 54 limits, 53200 memory.
 */
export const mayBeOneAppendsFault = ({ code }: pg.DatabaseError): boolean =>
  code !== undefined && (/^(22|23|54)/.test(code) || code === '53200');

/** What a failed statement means to the caller. Nothing was written. The one place that knows SQLSTATEs. */
export function failureOfStatement(error: unknown): GongdanError {
  if (error instanceof GongdanError) return error;
  if (!isRolledBack(error)) return unavailable(messageOf(error), error);
  const { code = '', message } = error;
  if (/^(22|54)/.test(code)) {
    return invalidAppend([{ path: '', message: `is refused by PostgreSQL: ${message}` }], error);
  }
  if (/^(42|3F)/.test(code)) return notSetUp(message, error);
  // 25006 read-only, 26 lost statement, 40 rolled back, 53 resources, 55P03 lock, 57 cancelled, 58 system
  if (/^(25006|26|40|53|55P03|57|58)/.test(code)) return unavailable(message, error);
  return new GongdanError(
    {
      code: 'STORE.FAILED',
      category: 'bug',
      message: `PostgreSQL refused a statement of the event store (${code}): ${message}`,
      extra: { sqlstate: code },
    },
    { cause: error },
  );
}

/** Of the database, for statements are tested on a whole one: transient, an operator can bring it back. */
export const notSetUp = (message: string, cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'STORE.NOT_SET_UP',
      category: 'transient',
      message: `The event store’s tables, functions or rights are missing: ${message}`,
      hint: 'Is it the right database? An engine runs the migrations when it starts, as a user who may use what they made.',
    },
    { cause },
  );
