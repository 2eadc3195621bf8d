import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { addAccessGuard, checkPolicy, type RoutePolicy } from '../access/access-guard.js';
import { ROUTE_POLICY } from '../access/route-policy.js';
import { scraperCheck } from '../access/scraper.js';
import type { Engine } from '../engine/compose-engine.js';
import { createApiDocument } from '../openapi/api-document.js';
import { serveApiDocument } from '../openapi/serve-document.js';
import { addAnswerHeaders } from './answers.js';
import { answerForNode } from './broken-requests.js';
import { closeConnectionsWhileStopping, createHttpAdapter, logRequests } from './http-adapter.js';
import { countRequests } from './http-metrics.js';
import { NestLog } from './nest-log.js';
import { ProblemFilter } from './problem-filter.js';
import { addBodyParser, addRequestChecks, addRouteBodyLimits } from './request-hooks.js';
import { RouteTable } from './route-table.js';
import { addSecurityHeaders } from './security-headers.js';
import { addServiceBounds } from './service-bounds.js';
import { DtoPipe } from './validation-pipe.js';

const API_PREFIX = 'api/v1';

export interface HttpOptions {
  /** Who may call what; default: the one policy of the house. */
  readonly policy?: RoutePolicy;
  /** Whether this host answers a route (`/api/v1/tickets/:id`); default: all. Others get 404. */
  readonly serves?: (pattern: string) => boolean;
}

/**
 * The engine's HTTP side: the module (which imports `PlatformModule.forRoot(engine)` and the stages) on
 * Fastify, with everything that holds for all routes. Initialised and ready, the engine started; not
 * listening yet. Throws `ACCESS.ROUTE_WITHOUT_RULE` for a route without a line in the policy.
 * `close()` finishes what is in hand and stops the engine.
 */
export async function createHttpApplication(
  module: Type<unknown> | DynamicModule,
  engine: Pick<Engine, 'settings' | 'sessions' | 'metrics'>,
  { policy = ROUTE_POLICY, serves }: HttpOptions = {},
): Promise<NestFastifyApplication> {
  const { settings, sessions, metrics } = engine;
  const adapter = createHttpAdapter(settings);
  const instance = adapter.getInstance();
  const routes = new RouteTable();
  routes.attach(instance);
  countRequests(instance, metrics); // before the guard: what it refuses counts, too
  answerForNode(instance);
  addRouteBodyLimits(instance);
  addSecurityHeaders(instance);
  if (serves !== undefined) addServiceBounds(instance, serves);
  routes.keepPathsApart(instance);
  addAccessGuard(instance, policy, sessions, scraperCheck(settings.metricsToken));
  addRequestChecks(instance);
  addBodyParser(instance, settings.requestBytesMax);
  addAnswerHeaders(instance);
  closeConnectionsWhileStopping(instance);
  logRequests(instance, settings.logLevel);
  const app = await NestFactory.create<NestFastifyApplication>(asDynamic(module), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(instance.log),
  });
  app.setGlobalPrefix(API_PREFIX, { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.useGlobalPipes(new DtoPipe());
  app.useGlobalFilters(new ProblemFilter(routes));
  serveApiDocument(instance, () => createApiDocument(app, policy));
  await app.init();
  await instance.ready();
  checkPolicy(policy, routes);
  return app;
}

/** NestFactory takes both kinds; its type says classes only. */
const asDynamic = (module: Type<unknown> | DynamicModule): Type<unknown> => module as Type<unknown>;
