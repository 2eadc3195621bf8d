import { GongdanError } from '@gongdan/core';

/** What no DTO can see: members that do not fit one another, or the engine. */
export const invalidQuery = (path: string, message: string): GongdanError =>
  new GongdanError({
    code: 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message: `The query string is wrong: ${path} ${message}.`,
    violations: [{ path, message }],
  });

export const invalidBody = (path: string, message: string): GongdanError =>
  new GongdanError({
    code: 'REQUEST.INVALID_BODY',
    category: 'invalid',
    message: `The request body is wrong: ${path} ${message}.`,
    violations: [{ path, message }],
  });
