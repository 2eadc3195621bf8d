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
  const { message, hint, code } = wordsOf(error);
  terminal.note(`error: ${message}`);
  if (hint !== undefined) terminal.note(`hint: ${hint}`);
  if (terminal.environment['LOG_LEVEL'] === 'debug' && error instanceof Error) {
    terminal.note(error.stack ?? '');
  }
  return code;
}

function wordsOf(error: unknown): { message: string; hint?: string; code: number } {
  if (error instanceof UsageError) return { message: error.message, code: EXIT.usage };
  if (error instanceof GongdanError) {
    const { message, hint } = error;
    return { message, ...(hint === undefined ? {} : { hint }), code: codeOf(error) };
  }
  const hint = 'Run it again with LOG_LEVEL=debug to see where it happened.';
  return isAway(error)
    ? {
        message: `The database cannot be reached: ${messageOf(error)}.`,
        hint: 'Is DATABASE_URL right, and does the server run?',
        code: EXIT.unreachable,
      }
    : { message: messageOf(error), hint, code: EXIT.failed };
}

function codeOf({ code, category }: GongdanError): number {
  if (code.startsWith('SETTINGS.')) return EXIT.usage;
  return category === 'transient' || category === 'unknown' ? EXIT.unreachable : EXIT.failed;
}

/** A failure of the connection itself, as the operating system or PostgreSQL names it. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isAway);
  const { code = '' } = error as { code?: string };
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'EPIPE'].includes(
      code,
    ) ||
    ['57P01', '57P02', '57P03', '53300', '28P01', '3D000'].includes(code) ||
    code.startsWith('08')
  );
}
