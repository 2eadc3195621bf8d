import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GongdanError } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import { canonicalJson, fingerprintOf, IDEMPOTENCY_KEY } from '../http/command-context.js';

export type OpenCommandContext = Omit<CommandContext, 'caller'>;

/**
 * Parameter decorator for routes without a login: what goes with a command, from the header
 * Idempotency-Key. The route and what its path names own the key: two surveys never share one. Throws
 * `REQUEST.MALFORMED_HEADER`.
 */
export const OpenContext = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): OpenCommandContext =>
    openContextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

function openContextOf(request: FastifyRequest): OpenCommandContext {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return {};
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
    const message = 'must be 1 to 200 visible ASCII characters';
    throw new GongdanError({
      code: 'REQUEST.MALFORMED_HEADER',
      category: 'invalid',
      message: `The header idempotency-key ${message}.`,
      violations: [{ path: 'idempotency-key', message }],
    });
  }
  // Digested, because path and key together may be longer than a command's key.
  const owner = `${request.routeOptions.url}\n${canonicalJson(request.params)}`;
  const digest = createHash('sha256').update(`${owner}\n${key}`).digest('hex');
  return { idempotency: { key: `open:${digest}`, fingerprint: fingerprintOf(request) } };
}
