import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GongdanError } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import {
  canonicalJson,
  CORRELATION_ID,
  fingerprintOf,
  IDEMPOTENCY_KEY,
} from '../http/command-context.js';

export type OpenCommandContext = Omit<CommandContext, 'caller'>;

/**
 * Parameter decorator for routes without a login: what goes with a command, from the headers
 * Idempotency-Key and X-Correlation-Id. The route and what its path names own the key: two surveys never share one. Throws
 * `REQUEST.MALFORMED_HEADER`.
 */
export const OpenContext = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): OpenCommandContext =>
    openContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

function openContextOf(request: FastifyRequest): OpenCommandContext {
  const key = headerOf(request, 'idempotency-key', IDEMPOTENCY_KEY);
  const correlationId = headerOf(request, 'x-correlation-id', CORRELATION_ID);
  return {
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(key === undefined
      ? {}
      : {
          idempotency: {
            key: `open:${digestOf(request, key)}`,
            fingerprint: fingerprintOf(request),
          },
        }),
  };
}

/** Path and key together may be longer than a command’s key. */
function digestOf(request: FastifyRequest, key: string): string {
  const owner = `${request.routeOptions.url}\n${canonicalJson(request.params)}`;
  return createHash('sha256').update(`${owner}\n${key}`).digest('hex');
}

function headerOf(request: FastifyRequest, name: string, pattern: RegExp): string | undefined {
  const value = request.headers[name];
  if (value === undefined || (typeof value === 'string' && pattern.test(value))) return value;
  const message = `must match ${pattern.source}`;
  throw new GongdanError({
    code: 'REQUEST.MALFORMED_HEADER',
    category: 'invalid',
    message: `The header ${name} ${message}.`,
    violations: [{ path: name, message }],
  });
}
