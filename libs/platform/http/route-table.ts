import type { FastifyInstance } from 'fastify';
import { GongdanError } from '@gongdan/core';
import { routeNotFound } from './failure-of.js';

export interface Route {
  readonly method: string;
  /** As registered: `/api/v1/tickets/:id`. */
  readonly pattern: string;
}

/** Every route that Fastify knows, whoever registered it. Must be attached before the first one is. */
export class RouteTable {
  private readonly known: Route[] = [];
  /** The methods of each path without parameters. */
  private readonly concrete = new Map<string, Set<string>>();
  private readonly expressions = new Map<string, RegExp>();

  attach(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.add({ method: each, pattern: url });
    });
  }

  /**
   * A path of its own is no object’s, whatever the method: of `GET /surveys/expire` the router would make the survey
   * `expire`, for that path takes POST only. Must be added before the guard.
   */
  keepPathsApart(instance: FastifyInstance): void {
    instance.addHook('onRequest', ({ method, url }, _reply, done) => {
      const taken = this.concrete.get(pathOf(url));
      const isAnothers = taken !== undefined && !taken.has(method);
      done(isAnothers ? new GongdanError(routeNotFound()) : undefined);
    });
  }

  all(): readonly Route[] {
    return this.known;
  }

  /** The methods that this path takes, e.g. for the header Allow. */
  methodsAt(url: string): readonly string[] {
    const path = pathOf(url);
    const methods =
      this.concrete.get(path) ??
      this.known
        .filter(({ pattern }) => this.expressionOf(pattern).test(path))
        .map(({ method }) => method);
    return [...new Set(methods)].sort();
  }

  private add(route: Route): void {
    this.known.push(route);
    const { method, pattern } = route;
    if (/[:*]/.test(pattern)) return;
    this.concrete.set(pattern, (this.concrete.get(pattern) ?? new Set()).add(method));
  }

  private expressionOf(pattern: string): RegExp {
    const found = this.expressions.get(pattern);
    if (found) return found;
    const source = pattern
      .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(/:[^/]+/g, '[^/]+')
      .replaceAll('*', '.*');
    const expression = new RegExp(`^${source}$`);
    this.expressions.set(pattern, expression);
    return expression;
  }
}

/** Without query and slashes at the end. No expression: of many slashes one would look at each again and again. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  let end = query === -1 ? url.length : query;
  while (url[end - 1] === '/') end--;
  return url.slice(0, end);
}
