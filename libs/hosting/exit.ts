import { GongdanError, messageOf } from '@gongdan/core';
import { databaseFailure } from '@gongdan/platform';

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
/** Called wrongly, or a setting is wrong. */
const EXIT_USAGE = 2;
/** Ended by Ctrl-C or TERM before it was started, or by a second one. */
export const EXIT_INTERRUPTED = 130;

/** What the words for people depend on. */
export interface FailureView {
  /** With a stack trace. */
  readonly debug: boolean;
  /** The database is the embedded one. */
  readonly embedded: boolean;
}

/** What stops a start, in a line or two for people; a stack trace only at LOG_LEVEL=debug. */
export function failureText(error: unknown, { debug, embedded }: FailureView): string {
  const { message, hint } = wordsOf(error, embedded);
  const lines = [`error: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  if (debug && error instanceof Error) lines.push(error.stack ?? '');
  return lines.join('\n');
}

export const exitCodeOf = (error: unknown): number =>
  error instanceof GongdanError && /^(SETTINGS|HOST)\./.test(error.code) ? EXIT_USAGE : EXIT_FAILED;

interface Words {
  readonly message: string;
  readonly hint?: string;
}

function wordsOf(error: unknown, embedded: boolean): Words {
  if (error instanceof GongdanError) {
    return { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  const cause = inner(error);
  const { syscall, path } = cause as { syscall?: string; path?: string };
  if (syscall === 'listen') return ofListening(cause);
  if (typeof path === 'string') return ofFile(cause);
  const failure = databaseFailure(cause)?.code;
  if (failure === 'DATABASE.FULL') return ofFullDatabase(cause, embedded);
  if (failure === 'DATABASE.UNAVAILABLE') return ofDatabase(cause, embedded);
  return {
    message: messageOf(error),
    hint: 'Start again with LOG_LEVEL=debug to see where it happened.',
  };
}

function ofListening(error: Error): Words {
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    return {
      message: `The port ${port} on ${address} is in use by another program.`,
      hint: 'Set PORT to another one (0: any free one).',
    };
  }
  return code === 'EACCES'
    ? { message: `Listening on port ${port} is not allowed.`, hint: 'Set PORT above 1023.' }
    : { message: `The engine cannot listen: ${error.message}.`, hint: 'Are HOST and PORT right?' };
}

/** The system’s message names the file. */
const ofFile = (error: Error): Words => ({
  message: `A file cannot be used: ${error.message}.`,
  hint: hintForFile((error as NodeJS.ErrnoException).code),
});

function hintForFile(code: string | undefined): string {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'Make space on that disk, then start again.';
  if (code === 'EACCES' || code === 'EPERM') {
    return 'Start as the user that the file belongs to, or give it to this one (chown).';
  }
  return 'Bring it back to what it was, or restore it from a backup; then start again.';
}

const ofDatabase = (error: Error, embedded: boolean): Words =>
  embedded
    ? {
        message: `The embedded database cannot be reached: ${messageOf(error)}.`,
        hint: 'Start again. If it stays away, postgres.log in DATA_DIR says why.',
      }
    : {
        message: `The database at DATABASE_URL cannot be reached: ${messageOf(error)}.`,
        hint: 'Is the URL right, does the server run, does the database exist?',
      };

const ofFullDatabase = (error: Error, embedded: boolean): Words => ({
  message: `The database has no room left: ${messageOf(error)}.`,
  hint: `Make space on the disk of ${embedded ? 'DATA_DIR' : 'the database server'}, then start again.`,
});

/** A connection tried at several addresses fails with all their errors; the first says enough. */
const inner = (error: unknown): Error =>
  error instanceof AggregateError
    ? (error.errors[0] as Error)
    : error instanceof Error
      ? error
      : new Error(String(error));
