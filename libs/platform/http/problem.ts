import { STATUS_CODES } from 'node:http';
import type { ErrorCategory, FailureDetails, Violation } from '@gongdan/core';

/** A problem document (RFC 9457): what every failure is answered with. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly hint?: string;
  readonly violations?: readonly Violation[];
  readonly [extra: string]: unknown;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The one table from what a failure means to what HTTP calls it. */
const STATUS_OF_CATEGORY: Readonly<Record<ErrorCategory, number>> = {
  invalid: 422,
  rejected: 422,
  conflict: 409,
  'not-found': 404,
  forbidden: 403,
  unauthenticated: 401,
  transient: 503,
  unknown: 503,
  bug: 500,
};

/** Failures for which HTTP has a status of its own. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'REQUEST.MALFORMED': 400,
  'REQUEST.MALFORMED_BODY': 400,
  'REQUEST.MALFORMED_HEADER': 400,
  'REQUEST.MALFORMED_PATH': 400,
  'REQUEST.MALFORMED_QUERY': 400,
  'REQUEST.INVALID_QUERY': 400,
  'REQUEST.METHOD_NOT_ALLOWED': 405,
  'REQUEST.TIMED_OUT': 408,
  'REQUEST.TOO_LARGE': 413,
  'REQUEST.URL_TOO_LONG': 414,
  'REQUEST.UNSUPPORTED_MEDIA_TYPE': 415,
  'REQUEST.UNKNOWN_EXPECTATION': 417,
  'REQUEST.HEADERS_TOO_LARGE': 431,
  'ACCOUNT.TOO_MANY_ATTEMPTS': 429,
  'SUBSCRIPTION.ACCOUNT_FULL': 429,
  'SUBSCRIPTION.BEYOND_THE_LOG': 400,
};

/** `conditional`: the caller sent If-Match, so a conflict is a failed precondition. */
export function statusOf(failure: FailureDetails, conditional = false): number {
  const status = STATUS_OF_CODE[failure.code] ?? STATUS_OF_CATEGORY[failure.category];
  return status === 409 && conditional ? 412 : status;
}

export function problemOf(failure: FailureDetails, conditional = false): Problem {
  const status = statusOf(failure, conditional);
  return {
    ...failure.extra,
    type: `urn:gongdan:problem:${failure.code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: failure.message,
    code: failure.code,
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
    ...(failure.violations === undefined ? {} : { violations: failure.violations }),
  };
}

/** Headers that belong to a problem beside its content type. */
export function problemHeaders(failure: FailureDetails, status: number): Record<string, string> {
  switch (status) {
    case 401:
      return { 'www-authenticate': 'Bearer realm="gongdan"' };
    case 405:
      return { allow: ((failure.extra?.['allowed'] ?? []) as readonly string[]).join(', ') };
    case 429:
    case 503:
      return {
        'retry-after': String((failure.extra?.['retryAfterSeconds'] as number | undefined) ?? 1),
      };
    default:
      return {};
  }
}
