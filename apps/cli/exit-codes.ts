import { GongdanError, messageOf } from '@gongdan/core';
import type { Terminal } from './terminal.js';

/** What every command answers the shell with. docs/reference/command-line.md lists them. */
export const EXIT = {
  ok: 0,
  /** It failed, or it found something (verify, workflow check, projections check). */
  failed: 1,
  /** It was called wrongly, or a setting is wrong. */
  usage: 2,
  /** Engine or database cannot be reached. */
  unreachable: 3,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export class UsageError extends Error {}

/** Tells people what went wrong in a line and what to do about it in another; answers the exit code. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  const isOwnDatabase = (terminal.environment['DATABASE_URL'] ?? '').trim() === '';
  const { message, hint, code } = wordsOf(error, isOwnDatabase);
  terminal.note(`error: ${message}`);
  if (hint !== undefined) terminal.note(`hint: ${hint}`);
  const { stack } = (error ?? {}) as { stack?: unknown };
  if (terminal.environment['LOG_LEVEL'] === 'debug' && typeof stack === 'string') {
    terminal.note(stack);
  }
  return code;
}

/** `isOwnDatabase`: the one of DATA_DIR, embedded or of the engine that runs there. */
function wordsOf(
  error: unknown,
  isOwnDatabase: boolean,
): { message: string; hint?: string; code: number } {
  if (error instanceof UsageError) return { message: error.message, code: EXIT.usage };
  if (error instanceof GongdanError) {
    const { message, hint } = error;
    return { message, ...(hint === undefined ? {} : { hint }), code: codeOf(error) };
  }
  const hint = hasNoRoom(error)
    ? 'Make space on that disk, then run it again.'
    : 'Run it again with LOG_LEVEL=debug to see where it happened.';
  return isAway(error)
    ? {
        message: `The database cannot be reached: ${messageOf(error)}.`,
        hint: isOwnDatabase
          ? 'DATABASE_URL is not set, so it is the database of DATA_DIR, which may have ended with the engine beside this command. Run it again; if it stays away, postgres.log in DATA_DIR says why.'
          : 'Is DATABASE_URL right, and does the server run?',
        code: EXIT.unreachable,
      }
    : { message: messageOf(error), hint, code: EXIT.failed };
}

/** What a room says of a question that came from the options. */
const WRONG_CALLS: ReadonlySet<string> = new Set([
  'CALENDAR.AMBIGUOUS_DURATION',
  'CALENDAR.INVALID_DURATION',
  'CALENDAR.INVALID_PAUSE',
  'CALENDAR.OUT_OF_RANGE',
  'CALENDAR.UNKNOWN',
]);

function codeOf({ code, category }: GongdanError): number {
  if (code.startsWith('SETTINGS.') || WRONG_CALLS.has(code)) return EXIT.usage;
  // Reached, but no log is in it: asking again does not help a command as it may help a client of the engine.
  if (code === 'STORE.NOT_SET_UP') return EXIT.failed;
  return category === 'transient' || category === 'unknown' ? EXIT.unreachable : EXIT.failed;
}

/**
 * Codes of a connection that does not come about or breaks, of the system and of PostgreSQL. Those of
 * database-failure.ts again (the spec holds them together) and three more: importing the platform for them
 * would make every `--help` load it.
 */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EPIPE',
  '57P01', // terminated by an administrator
  '57P02', // crash shutdown
  '57P03', // starting up or shutting down
  '53300', // too many connections
  '53200', // out of memory
  '58030', // its disk fails
  '25006', // read-only: a standby, or being looked after
  '28000', // no entry for this user in pg_hba.conf
  '28P01', // wrong password
  '3D000', // no such database
]);

/** pg says these without a code. */
const AWAY_WORDS = /^timeout expired$|^Connection terminated/;

/** A disk is full: PostgreSQL’s, or one that a file is written to. */
const hasNoRoom = (error: unknown): boolean =>
  ['53100', 'ENOSPC', 'EDQUOT'].includes((error as { code?: string } | null)?.code ?? '');

/** Asked of the code, which also Node’s own errors have. */
function isAway(error: unknown): boolean {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.some(isAway)) return true;
  if (typeof code === 'string') return AWAY.has(code) || code.startsWith('08');
  return error instanceof Error && AWAY_WORDS.test(error.message);
}
