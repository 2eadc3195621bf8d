import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '@gongdan/contracts';
import { GongdanError, invariant, type FailureDetails } from '@gongdan/core';
import type { CommandContext } from '@gongdan/event-store';
import type { Session } from '../identity/index.js';
import { IDENTIFIER } from '../validation/identifiers.js';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,200}$/;
const ENTITY_TAG = /^"(\d{1,15})"$/;

const requestOf = (context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>();

function sessionOf(request: FastifyRequest): Session {
  invariant(request.session !== undefined, 'a handler behind the guard has a session');
  return request.session;
}

/** Parameter decorator: who asks (`Caller`). */
export const RequestCaller = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): Caller => sessionOf(requestOf(context)).caller,
);

/** Parameter decorator: the login behind the request (`Session`). */
export const RequestSession = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): Session => sessionOf(requestOf(context)),
);

/**
 * Parameter decorator: what goes with a command (`CommandContext`), from the login and the headers
 * Idempotency-Key, If-Match and X-Correlation-Id. Throws `REQUEST.MALFORMED_HEADER`.
 */
export const RequestContext = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): CommandContext =>
    commandContextOf(requestOf(context)),
);

/**
 * Parameter decorator: the header Accept. Nest’s own would put it into the document as a parameter, and as a
 * required one; OpenAPI says it by the media types of the answer.
 */
export const RequestAccept = createParamDecorator(
  (_nothing: unknown, context: ExecutionContext): string | undefined =>
    requestOf(context).headers.accept,
);

function commandContextOf(request: FastifyRequest): CommandContext {
  const { caller } = sessionOf(request);
  const correlationId = correlationIdOf(request);
  const key = idempotencyKeyOf(request);
  const version = headerOf(request, 'if-match', ENTITY_TAG, TAG_WORDS);
  return {
    caller,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(version === undefined ? {} : { expectedVersion: Number(ENTITY_TAG.exec(version)?.[1]) }),
    ...(key === undefined
      ? {}
      : { idempotency: { key: `${caller.actor}:${key}`, fingerprint: fingerprintOf(request) } }),
  };
}

const KEY_WORDS = '1 to 200 visible ASCII characters';
const CORRELATION_WORDS = '1 to 100 letters, digits and . _ : -';
const TAG_WORDS = 'one strong entity tag as the engine gave it, such as "5"';

export const correlationIdOf = (request: FastifyRequest): string | undefined =>
  headerOf(request, 'x-correlation-id', IDENTIFIER, CORRELATION_WORDS);

export const idempotencyKeyOf = (request: FastifyRequest): string | undefined =>
  headerOf(request, 'idempotency-key', IDEMPOTENCY_KEY, KEY_WORDS);

/** The header’s text; undefined: not sent. Throws `REQUEST.MALFORMED_HEADER` with the words of what it must be. */
export function headerOf(
  request: FastifyRequest,
  name: string,
  pattern: RegExp,
  words: string,
): string | undefined {
  const value = request.headers[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new GongdanError(malformedHeader(name, words));
}

/** The same request has the same digest, however its body is spelled. */
export function fingerprintOf(request: FastifyRequest): string {
  const asked = [
    request.method,
    request.routeOptions.url ?? '',
    canonicalJson(request.params),
    canonicalJson(request.body ?? {}),
  ].join('\n');
  return createHash('sha256').update(asked).digest('hex');
}

/** JSON with members sorted by name, without white space. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** `words`: what the header must be. */
export const malformedHeader = (name: string, words: string): FailureDetails => ({
  code: 'REQUEST.MALFORMED_HEADER',
  category: 'invalid',
  message: `The header ${name} must be ${words}.`,
  violations: [{ path: name, message: `must be ${words}` }],
});
