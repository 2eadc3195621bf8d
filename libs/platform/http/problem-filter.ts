import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureOf, methodNotAllowed, tooLarge } from './failure-of.js';
import { PROBLEM_MEDIA_TYPE, problemHeaders, problemOf } from './problem.js';
import type { RouteTable } from './route-table.js';

/** Answers every failure, from wherever in the request's way, with a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest(), http.getResponse(), this.routes);
  }
}

export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  routes?: RouteTable,
): void {
  if (reply.sent) return;
  const failure = refined(failureOf(error), request, routes);
  const conditional = request.headers['if-match'] !== undefined;
  const problem = problemOf(failure, conditional);
  if (problem.status >= 500) logFailure(error, problem.status, request);
  // Fastify would close the connection: a proxy that is still sending then finds it reset and never reads
  // the answer. What is left of the body is read away, for as long as a request may take.
  if (problem.status === 413) void reply.removeHeader('connection');
  void reply
    .status(problem.status)
    .headers(problemHeaders(failure, problem.status))
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ ...problem, requestId: request.id }));
}

/** An address that exists, but not for this method, says which methods it has; a limit, how large it is. */
function refined(
  failure: ReturnType<typeof failureOf>,
  request: FastifyRequest,
  routes: RouteTable | undefined,
): ReturnType<typeof failureOf> {
  if (failure.code === 'REQUEST.TOO_LARGE') return tooLarge(request.routeOptions.bodyLimit);
  if (failure.code !== 'REQUEST.NO_SUCH_ROUTE' || routes === undefined) return failure;
  const allowed = routes.methodsAt(request.url);
  const isOther = allowed.length > 0 && !allowed.includes(request.method);
  return isOther ? methodNotAllowed(allowed) : failure;
}

function logFailure(error: unknown, status: number, request: FastifyRequest): void {
  const route = `${request.method} ${request.routeOptions.url ?? '(no route)'}`;
  if (status === 503) request.log.warn({ err: error, route }, 'answered with 503');
  else request.log.error({ err: error, route }, 'failed unexpectedly');
}
