import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { EngineMetrics } from '../metrics/index.js';

/** Requests are told apart by the route’s pattern, never by their path: there are few of those. */
interface Kind {
  readonly count: () => void;
  readonly observe: (seconds: number) => void;
}

/**
 * Counts and times every request. Must be added before other hooks. An answer is over when its connection
 * has no more to do with it, so one that the client did not wait for is counted, too.
 */
export function countRequests(instance: FastifyInstance, metrics: EngineMetrics): void {
  const inFlight = metrics.gauge('gongdan_http_requests_in_flight');
  const requests = metrics.counter('gongdan_http_requests_total');
  const durations = metrics.histogram('gongdan_http_request_duration_seconds');
  const kinds = new Map<string, Kind>();
  const kindOf = (method: string, route: string, status: string): Kind => {
    const key = `${method} ${status} ${route}`;
    const known = kinds.get(key);
    if (known !== undefined) return known;
    const labels = { method, route, status };
    const count = requests.labels(labels);
    const duration = durations.labels(labels);
    const kind = { count: () => count.inc(), observe: (s: number) => duration.observe(s) };
    kinds.set(key, kind);
    return kind;
  };
  instance.addHook('onRequest', (request, reply, done) => {
    const beganMs = performance.now();
    inFlight.inc();
    reply.raw.once('close', () => {
      inFlight.dec();
      const { method } = request;
      const kind = kindOf(method, routeOf(request), statusOf(reply.raw));
      kind.count();
      kind.observe((performance.now() - beganMs) / 1_000);
    });
    done();
  });
}

const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? 'none';

const statusOf = ({ statusCode, writableFinished }: ServerResponse): string =>
  writableFinished ? `${Math.floor(statusCode / 100)}xx` : 'aborted';
