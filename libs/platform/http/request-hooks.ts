import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GongdanError, type Violation } from '@gongdan/core';
import { PATH_PARAMETER } from '../validation/identifiers.js';
import { routeNotFound, unsupportedMediaType } from './failure-of.js';
import { parseStrictJson } from './parsing/strict-json.js';
import { queryProblem } from './parsing/strict-query.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Checks of what lies outside the body: address, encoding, path, query. Thrown before anything is read. */
export function addRequestChecks(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    done(refusalOf(request));
  });
}

function refusalOf(request: FastifyRequest): GongdanError | undefined {
  if (request.routeOptions.url === undefined) {
    return new GongdanError(routeNotFound()); // 405 where the address knows other methods
  }
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return new GongdanError(unsupportedMediaType());
  }
  const problem = queryProblem(request.query);
  if (problem !== undefined) return malformed('REQUEST.MALFORMED_QUERY', 'query string', problem);
  for (const [name, value] of Object.entries((request.params ?? {}) as Record<string, string>)) {
    if (PATH_PARAMETER.test(value)) continue;
    return malformed('REQUEST.MALFORMED_PATH', 'path', {
      path: `/${name}`,
      message: 'must be 1 to 100 letters, digits and . _ : @ - (beginning with a letter or digit)',
    });
  }
  return undefined;
}

/** The only body the engine takes: strict JSON in UTF-8. An empty one counts as none. */
export function addBodyParser(instance: FastifyInstance, bodyBytesMax: number): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: bodyBytesMax },
    (request, body, done) => {
      try {
        done(null, parseBody(request, body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

function parseBody(request: FastifyRequest, body: Buffer): unknown {
  const charset = /charset="?([^;"]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset.trim())) {
    throw new GongdanError(unsupportedMediaType());
  }
  if (body.length === 0) return undefined;
  const parsed = parseStrictJson(decode(body));
  if (parsed.ok) return parsed.value;
  throw malformed('REQUEST.MALFORMED_BODY', 'request body', parsed.violation);
}

function decode(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw malformed('REQUEST.MALFORMED_BODY', 'request body', {
      path: '',
      message: 'is not UTF-8',
    });
  }
}

/** Lets single routes take more (`@BodyBytesMax`). Must be added before they are registered. */
export function addRouteBodyLimits(instance: FastifyInstance): void {
  instance.addHook('onRoute', (route) => {
    const { bodyBytesMax } = (route.config ?? {}) as { bodyBytesMax?: number };
    if (bodyBytesMax !== undefined) route.bodyLimit = bodyBytesMax;
  });
}

const malformed = (code: string, what: string, violation: Violation): GongdanError =>
  new GongdanError({
    code,
    category: 'invalid',
    message: `The ${what} is malformed: ${violation.path || 'it'} ${violation.message}.`,
    violations: [violation],
  });
