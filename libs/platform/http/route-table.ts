import type { FastifyInstance } from 'fastify';

export interface Route {
  readonly method: string;
  /** As registered: `/api/v1/tickets/:id`. */
  readonly pattern: string;
}

/** Every route that Fastify knows, whoever registered it. Must be attached before the first one is. */
export class RouteTable {
  private readonly known: Route[] = [];
  private readonly expressions = new Map<string, RegExp>();

  attach(instance: FastifyInstance): void {
    instance.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) this.known.push({ method: each, pattern: url });
    });
  }

  all(): readonly Route[] {
    return this.known;
  }

  /** The methods that this path takes, e.g. for the header Allow. */
  methodsAt(url: string): readonly string[] {
    const path = url.split('?', 1)[0]?.replace(/\/+$/, '') ?? '';
    const methods = this.known
      .filter(({ pattern }) => this.expressionOf(pattern).test(path))
      .map(({ method }) => method);
    return [...new Set(methods)].sort();
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
