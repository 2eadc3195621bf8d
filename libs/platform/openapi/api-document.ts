import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ruleFor, type RoutePolicy } from '../access/access-guard.js';
import type { RouteRule } from '../access/route-policy.js';
import { ProblemDto } from '../http/describe-route.js';
import { PATH_PARAMETER } from '../validation/identifiers.js';

const API_VERSION = '1';

/**
 * The OpenAPI document of everything this host serves. Who may call a route comes from the route policy,
 * not from what its author wrote beside it.
 */
export function createApiDocument(app: INestApplication, policy: RoutePolicy): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Gongdan 工单')
    .setDescription(
      'An event-sourced workflow engine for service tickets. Log in with POST /api/v1/auth/login and send the token as `Authorization: Bearer <token>`. Texts hold no control characters but tab and line breaks, and where one must not be empty something in it can be seen. Every failure is a problem document (RFC 9457) with a stable `code`.',
    )
    .setVersion(API_VERSION)
    .addServer('/')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'The token of POST /api/v1/auth/login.' },
      'bearer',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'METRICS_TOKEN; where none is set, programs of the same machine need none.',
      },
      'metricsToken',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}_${method}`.replace(/^./, (c) => c.toLowerCase()),
    extraModels: [ProblemDto],
  });
  addAccess(document, policy);
  closeBodies(document);
  spareBodies(document);
  return document;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

function addAccess(document: OpenAPIObject, policy: RoutePolicy): void {
  for (const [path, item] of Object.entries(document.paths)) {
    const pattern = path.replaceAll(/\{([^}]+)\}/g, ':$1');
    for (const method of METHODS) {
      const operation = item[method];
      const rule = ruleFor(policy, method.toUpperCase(), pattern);
      if (operation === undefined || rule === undefined) continue;
      operation.security = securityOf(rule);
      const extended = operation as unknown as Record<string, unknown>;
      extended['x-roles'] = rule.who;
      extended['x-objects'] = rule.objects;
      for (const parameter of operation.parameters ?? []) {
        limitPathParameter(parameter);
        separateByCommas(parameter);
      }
    }
  }
}

/** A member that no command knows is refused, so the document does not allow it either. */
function closeBodies({ paths, components }: OpenAPIObject): void {
  const schemas = (components?.schemas ?? {}) as Record<string, Record<string, unknown>>;
  const closed = new Set<string>();
  const close = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const { $ref, ...members } = part as { readonly $ref?: string };
    for (const member of Object.values(members)) close(member);
    const name = $ref?.split('/').at(-1);
    const schema = name === undefined ? undefined : schemas[name];
    if (name === undefined || schema === undefined || closed.has(name)) return;
    closed.add(name);
    if (schema['type'] === 'object') schema['additionalProperties'] ??= false;
    close(schema);
  };
  for (const item of Object.values(paths)) close(item.post?.requestBody);
}

/** A body whose members may all be left out may be left out itself: so the engine reads none. */
function spareBodies({ paths, components }: OpenAPIObject): void {
  const schemas = (components?.schemas ?? {}) as Record<string, { readonly required?: string[] }>;
  for (const item of Object.values(paths)) {
    const body = item.post?.requestBody as RequestBody | undefined;
    const name = body?.content['application/json']?.schema.$ref?.split('/').at(-1);
    const required = name === undefined ? undefined : schemas[name]?.required;
    if (body !== undefined) body.required = (required ?? []).length > 0;
  }
}

interface RequestBody {
  required?: boolean;
  readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
}

function securityOf({ who }: RouteRule): Record<string, string[]>[] {
  if (who === 'everyone') return [];
  return who === 'scraper' ? [{}, { metricsToken: [] }] : [{ bearer: [] }];
}

/** What the edge refuses in a path, the document says. */
function limitPathParameter(parameter: object): void {
  const { in: place, schema } = parameter as { in?: string; schema?: Record<string, unknown> };
  if (place !== 'path' || schema === undefined || schema['enum'] !== undefined) return;
  schema['type'] = 'string';
  schema['pattern'] ??= PATH_PARAMETER.source;
  schema['minLength'] ??= 1;
  schema['maxLength'] ??= 100;
}

/** Several values of one query parameter have commas between: it is given only once. */
function separateByCommas(parameter: object): void {
  const { in: place, schema } = parameter as { in?: string; schema?: { type?: string } };
  if (place === 'query' && schema?.type === 'array') {
    Object.assign(parameter, { style: 'form', explode: false });
  }
}
