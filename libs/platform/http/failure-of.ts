import { HttpException } from '@nestjs/common';
import { GongdanError, type FailureDetails } from '@gongdan/core';
import { databaseFailure } from '../database/index.js';

/** What went wrong, in the engine's terms, whoever threw it. Words of others never reach the caller. */
export function failureOf(error: unknown): FailureDetails {
  if (error instanceof GongdanError) return error.category === 'bug' ? bug() : error;
  const status = statusCodeOf(error);
  if (status !== undefined && status < 500) return httpFailure(status, codeOf(error));
  return databaseFailure(error) ?? bug();
}

/** Fastify's own errors and Nest's exceptions carry a status. */
function statusCodeOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';

function httpFailure(status: number, fastifyCode: string): FailureDetails {
  switch (status) {
    case 401:
      return {
        code: 'ACCOUNT.UNAUTHENTICATED',
        category: 'unauthenticated',
        message: 'This route needs a login.',
      };
    case 403:
      return { code: 'ACCESS.FORBIDDEN', category: 'forbidden', message: 'That is not allowed.' };
    case 404:
      return routeNotFound();
    case 408:
      return invalid('REQUEST.TIMED_OUT', 'The request did not arrive completely in time.');
    case 413:
      return tooLarge();
    case 414:
      return invalid('REQUEST.URL_TOO_LONG', 'A part of the path is too long.');
    case 415:
      return unsupportedMediaType();
    case 417:
      return invalid(
        'REQUEST.UNKNOWN_EXPECTATION',
        'The header Expect asks for something else than 100-continue.',
      );
    case 431:
      return invalid('REQUEST.HEADERS_TOO_LARGE', 'The request’s headers are too large.');
    default:
      return fastifyCode === 'FST_ERR_BAD_URL'
        ? invalid('REQUEST.MALFORMED_PATH', 'The path has a wrong percent encoding.')
        : invalid('REQUEST.MALFORMED', 'The request is malformed.');
  }
}

const invalid = (code: string, message: string): FailureDetails => ({
  code,
  category: 'invalid',
  message,
});

export const routeNotFound = (): FailureDetails => ({
  code: 'REQUEST.NO_SUCH_ROUTE',
  category: 'not-found',
  message: 'There is nothing at this address.',
  hint: 'GET /api/v1/openapi.json lists every route.',
});

export const methodNotAllowed = (allowed: readonly string[]): FailureDetails => ({
  code: 'REQUEST.METHOD_NOT_ALLOWED',
  category: 'invalid',
  message: 'This address does not know the method.',
  hint: `It knows ${allowed.join(', ')}.`,
  extra: { allowed },
});

/** `bytesMax`: of the route, where it is known. */
export const tooLarge = (bytesMax?: number): FailureDetails => ({
  ...invalid(
    'REQUEST.TOO_LARGE',
    bytesMax === undefined
      ? 'The request body is larger than this route takes.'
      : `The request body is larger than the ${bytesMax} bytes that this route takes.`,
  ),
  hint: 'A file in Base64 is a third larger than it is. REQUEST_BYTES_MAX is the limit of ordinary routes.',
});

export const unsupportedMediaType = (): FailureDetails => ({
  ...invalid('REQUEST.UNSUPPORTED_MEDIA_TYPE', 'This route takes no body of that type.'),
  hint: 'Send `Content-Type: application/json` in UTF-8, without Content-Encoding.',
});

/** Never more than this: what broke is in the log, under the request's id. */
const bug = (): FailureDetails => ({
  code: 'ENGINE.BUG',
  category: 'bug',
  message: 'The engine failed unexpectedly. The log has the details under this request’s id.',
});
