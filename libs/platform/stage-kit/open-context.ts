import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandContext } from '@gongdan/event-store';
import {
  canonicalJson,
  correlationIdOf,
  fingerprintOf,
  idempotencyKeyOf,
} from '../http/command-context.js';

export type OpenCommandContext = Omit<CommandContext, 'caller'>;

/**
 * Parameter decorator for routes without a login: what goes with a command, from the headers
 * Idempotency-Key and X-Correlation-Id. The route and what its path names own the key: two surveys never
 * share one. Throws `REQUEST.MALFORMED_HEADER`.
 */
export const OpenContext = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): OpenCommandContext =>
    openContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

function openContextOf(request: FastifyRequest): OpenCommandContext {
  const key = idempotencyKeyOf(request);
  const correlationId = correlationIdOf(request);
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
