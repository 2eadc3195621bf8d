import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
} from 'fastify';
import { GongdanError, type FailureDetails } from '@gongdan/core';
import type { Session, Sessions } from '../identity/index.js';
import type { RouteTable } from '../http/route-table.js';
import type { RouteRule } from './route-policy.js';
import type { ScraperCheck } from './scraper.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined on routes that are open to everyone. */
    session: Session | undefined;
  }
}

export type RoutePolicy = Readonly<Record<string, RouteRule>>;

/** HEAD is answered by GET’s route, so GET’s rule counts. */
export const ruleFor = (
  policy: RoutePolicy,
  method: string,
  pattern: string,
): RouteRule | undefined => {
  const key = `${method === 'HEAD' ? 'GET' : method} ${pattern}`;
  return Object.hasOwn(policy, key) ? policy[key] : undefined;
};

/** Throws naming every route that has no line in the policy. */
export function checkPolicy(policy: RoutePolicy, routes: RouteTable): void {
  const bare = routes
    .all()
    .filter(({ method, pattern }) => ruleFor(policy, method, pattern) === undefined)
    .map(({ method, pattern }) => `${method} ${pattern}`);
  if (bare.length === 0) return;
  throw new GongdanError({
    code: 'ACCESS.ROUTE_WITHOUT_RULE',
    category: 'bug',
    message: `These routes have no line in the route policy: ${bare.join(', ')}.`,
    hint: 'Say in libs/platform/access/route-policy.ts who may call them, on whose objects.',
  });
}

/**
 * The one guard, deny by default. It stands before everything else Fastify does with a request (the body
 * is not even read) and goes by the route that the router chose, not by the text of the URL: no spelling
 * of a path (case, slashes, encoding, HEAD) leads around it.
 */
export function addAccessGuard(
  instance: FastifyInstance,
  policy: RoutePolicy,
  sessions: Pick<Sessions, 'recall' | 'find'>,
  refuseScraper: ScraperCheck,
): void {
  instance.decorateRequest('session', undefined);
  instance.addHook('onRequest', (request, _reply: FastifyReply, done) => {
    const { url } = request.routeOptions;
    if (url === undefined) return done(); // no such route: it will be answered with 404
    const rule = ruleFor(policy, request.method, url);
    if (rule === undefined) return done(new GongdanError(forbidden()));
    if (rule.who === 'everyone') return done();
    if (rule.who === 'scraper') return done(refuseScraper(request));
    admit(request, rule, sessions, done);
  });
}

function admit(
  request: FastifyRequest,
  rule: RouteRule,
  sessions: Pick<Sessions, 'recall' | 'find'>,
  proceed: HookHandlerDoneFunction,
): void {
  const token = bearerToken(request);
  if (token === undefined) return proceed(new GongdanError(noToken()));
  const known = sessions.recall(token);
  if (known !== undefined) return proceed(checked(request, rule, known));
  sessions.find(token).then(
    (session) => proceed(checked(request, rule, session)),
    (error: unknown) => proceed(error as Error),
  );
}

/** Undefined where the caller may pass. */
function checked(
  request: FastifyRequest,
  rule: RouteRule,
  session: Session | undefined,
): GongdanError | undefined {
  if (session === undefined) return new GongdanError(badToken());
  request.session = session;
  const may = session.caller.roles.some((role) => rule.who.includes(role));
  return may ? undefined : new GongdanError(forbidden());
}

export function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +([A-Za-z0-9_-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

const noToken = (): FailureDetails => ({
  code: 'ACCOUNT.UNAUTHENTICATED',
  category: 'unauthenticated',
  message: 'This route needs a login.',
  hint: 'POST /api/v1/auth/login, then send `Authorization: Bearer <token>`.',
});

/** What a login that is over is answered with, also where it ends while an answer is under way. */
export const badToken = (): FailureDetails => ({
  code: 'ACCOUNT.UNAUTHENTICATED',
  category: 'unauthenticated',
  message: 'The token is unknown, expired or ended.',
  hint: 'POST /api/v1/auth/login gives a new one.',
});

const forbidden = (): FailureDetails => ({
  code: 'ACCESS.FORBIDDEN',
  category: 'forbidden',
  message: 'None of your roles may do that.',
});
