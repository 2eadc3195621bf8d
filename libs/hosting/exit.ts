import { GongdanError, messageOf } from '@gongdan/core';

export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
/** Called wrongly, or a setting is wrong. */
const EXIT_USAGE = 2;
/** Ended by Ctrl-C or TERM before it was started, or by a second one. */
export const EXIT_INTERRUPTED = 130;

/** What stops a start, in a line or two for people; a stack trace only at LOG_LEVEL=debug. */
export function failureText(error: unknown, debug: boolean): string {
  const { message, hint } = wordsOf(error);
  const lines = [`error: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`])];
  if (debug && error instanceof Error) lines.push(error.stack ?? '');
  return lines.join('\n');
}

export const exitCodeOf = (error: unknown): number =>
  error instanceof GongdanError && /^(SETTINGS|HOST)\./.test(error.code) ? EXIT_USAGE : EXIT_FAILED;

function wordsOf(error: unknown): { message: string; hint?: string } {
  if (error instanceof GongdanError) {
    return { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
  const { code, port, address } = inner(error) as {
    code?: string;
    port?: number;
    address?: string;
  };
  switch (code) {
    case 'EADDRINUSE':
      return {
        message: `The port ${port} on ${address} is in use by another program.`,
        hint: 'Set PORT to another one (0: any free one).',
      };
    case 'EACCES':
      return { message: `Listening on port ${port} is not allowed.`, hint: 'Set PORT above 1023.' };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return { message: `HOST is no address of this machine.`, hint: 'Use 127.0.0.1 or 0.0.0.0.' };
    case 'ECONNREFUSED':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case '28P01':
    case '3D000':
      return {
        message: `The database at DATABASE_URL cannot be reached: ${messageOf(inner(error))}.`,
        hint: 'Is the URL right, does the server run, does the database exist?',
      };
    default:
      return {
        message: messageOf(error),
        hint: 'Start again with LOG_LEVEL=debug to see where it happened.',
      };
  }
}

/** A connection tried at several addresses fails with all their errors; the first says enough. */
const inner = (error: unknown): Error =>
  error instanceof AggregateError
    ? (error.errors[0] as Error)
    : error instanceof Error
      ? error
      : new Error(String(error));
