import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Settings } from '../settings/index.js';
import { answerBrokenRequest } from './broken-requests.js';
import { parseStrictQuery } from './parsing/strict-query.js';
import { sendProblem } from './problem-filter.js';

/** A client that sends its request more slowly than this is answered with 408. */
export const REQUEST_MS_MAX = 30_000;
/** How often Node looks for such clients: as much later some are answered. */
export const SLOW_REQUESTS_CHECK_MS = 5_000;
/** Longest path parameter the router reads; the checks allow less. */
const PATH_PARAMETER_LENGTH_MAX = 500;

/** Fastify, set up so that every failure it answers by itself is a problem document, too. */
export function createHttpAdapter(
  settings: Pick<Settings, 'requestBytesMax' | 'logLevel' | 'trustedProxies'>,
): FastifyAdapter {
  const run = randomBytes(4).toString('hex');
  let requests = 0;
  return new FastifyAdapter({
    skipMiddie: true, // no middleware anywhere: guards and checks are hooks of the router's choice
    logger: settings.logLevel === 'silent' ? false : { level: settings.logLevel },
    // Two lines a request would cost a tenth of the throughput; see logRequests.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `${run}-${(++requests).toString(36)}`,
    bodyLimit: settings.requestBytesMax,
    trustProxy: settings.trustedProxies === undefined ? false : [...settings.trustedProxies],
    requestTimeout: REQUEST_MS_MAX,
    // Node takes the longer of the two times for the whole request, and 60 s for the headers if nothing is said.
    http: {
      headersTimeout: REQUEST_MS_MAX,
      connectionsCheckingInterval: SLOW_REQUESTS_CHECK_MS,
      requireHostHeader: false, // Node’s own answer says nothing; see answerForNode
    },
    return503OnClosing: false, // what still arrives while stopping is served
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: PATH_PARAMETER_LENGTH_MAX,
      querystringParser: parseStrictQuery,
    },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(error, request, reply),
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
  });
}

/**
 * While stopping, the connection of a request that was in flight is closed after its answer, and one that was
 * opened and never used (as browsers do in advance) at once: Node takes it for busy, and either would hold up
 * the stop until it times out.
 */
export function closeConnectionsWhileStopping(instance: FastifyInstance): void {
  let stopping = false;
  const open = new Set<Socket>();
  instance.server.on('connection', (socket) => {
    if (stopping) socket.destroy();
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  instance.addHook('preClose', (done) => {
    stopping = true;
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
    done();
  });
  instance.addHook('onResponse', (_request, _reply, done) => {
    if (stopping) setImmediate(() => instance.server.closeIdleConnections());
    done();
  });
}

/** At debug level one line per request. */
export function logRequests(instance: FastifyInstance, level: Settings['logLevel']): void {
  if (level !== 'debug' && level !== 'trace') return;
  instance.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    const actor = request.session?.caller.actor;
    request.log.debug(
      { method, route: routeOptions.url, status: reply.statusCode, ms, actor },
      'request',
    );
    done();
  });
}
