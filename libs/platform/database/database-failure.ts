import type { FailureDetails } from '@gongdan/core';

/** The server or the way to it is gone, or it has no connection or time to spare. */
export const DATABASE_AWAY_CODES: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN', // no name server answers
  'EHOSTUNREACH',
  '57P01', // terminated by an administrator
  '57P02', // crash shutdown
  '57P03', // starting up or shutting down
  '28000', // no entry for this user in pg_hba.conf
  '28P01', // another password by now
  '3D000', // dropped, or renamed
  '53300', // too many connections
  '53200', // out of memory
  '58030', // its disk fails
  '25006', // read-only: a standby, or being looked after
];
/** Its disk is full. */
export const DATABASE_FULL_CODE = '53100';
const TIMED_OUT = new Set(['57014', '55P03']); // cancelled, lock not available
const LOST_A_RACE = new Set(['40001', '40P01']); // serialisation failure, deadlock
/** No such table, no such schema, no right to use it: of the database, for statements are tested on a whole one. */
const LACKING = new Set(['42P01', '3F000', '42501']);

/** pg says these without a code, PostgreSQL the last one with a code of many meanings. */
const AWAY_WORDS =
  /timeout expired|timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout|the database system is|not currently accepting connections/i;

/** What a failed database call means to the caller; undefined: it is none, or a bug of ours. */
export function databaseFailure(error: unknown): FailureDetails | undefined {
  if (!(error instanceof Error)) return undefined;
  const { driverError } = error as { driverError?: unknown }; // TypeORM wraps pg's errors
  if (driverError instanceof Error) return databaseFailure(driverError);
  if (error instanceof AggregateError) return databaseFailure(error.errors[0]);
  const { code: given } = error as { code?: unknown };
  const code = typeof given === 'string' ? given : ''; // a DOMException has a number
  if (
    DATABASE_AWAY_CODES.includes(code) ||
    code.startsWith('08') ||
    AWAY_WORDS.test(error.message)
  ) {
    return transient('DATABASE.UNAVAILABLE', 'The database cannot be reached at the moment.');
  }
  if (code === DATABASE_FULL_CODE) {
    return transient(
      'DATABASE.FULL',
      'The database has no room left on its disk.',
      'An operator has to make space there. Then send the same request again, with the same Idempotency-Key.',
    );
  }
  if (TIMED_OUT.has(code)) {
    return transient('DATABASE.TIMEOUT', 'The database did not answer in time.');
  }
  if (LOST_A_RACE.has(code)) {
    return transient('DATABASE.BUSY', 'The request met others on the same data.');
  }
  if (LACKING.has(code)) {
    return transient(
      'DATABASE.NOT_SET_UP',
      'The database lacks a table that the engine needs, or the right to use it.',
      'An operator has to bring it back: /health/ready and the engine’s log say more. Then send the same request again.',
    );
  }
  return undefined;
}

const transient = (
  code: string,
  message: string,
  hint = 'Send the same request again, with the same Idempotency-Key.',
): FailureDetails => ({ code, category: 'transient', message, hint });
