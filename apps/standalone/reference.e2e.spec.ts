import { readFileSync, writeFileSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  configFolder,
  createHttpApplication,
  ROUTE_POLICY,
  type RouteRule,
} from '@gongdan/platform';
import { EngineModule, STAGE_MIGRATIONS } from '@gongdan/stages';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import { format } from 'prettier';
import { createTestEngine, type TestEngine } from '../../test/setup/test-engine.js';

const ACCESS_PAGE = new URL('../../docs/reference/access.md', import.meta.url);

let test: TestEngine;
let app: NestFastifyApplication;
let text: string;

interface ApiDocument {
  readonly paths: Record<string, Record<string, { readonly summary?: string }>>;
}

beforeAll(async () => {
  test = await createTestEngine({
    workflows: loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
    migrations: STAGE_MIGRATIONS,
  });
  app = await createHttpApplication(EngineModule.on(test.engine), test.engine);
  await app.listen(0, '127.0.0.1');
  text = await (await fetch(`${await app.getUrl()}/api/v1/openapi.json`)).text();
});

afterAll(async () => {
  await app.close();
  await test.remove();
});

/** The document’s operations as the route policy spells them, each with its summary. */
function operations(): Map<string, string> {
  const { paths } = JSON.parse(text) as ApiDocument;
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { summary = '' }]) => {
        const pattern = path.replaceAll(/\{([^}]+)\}/g, ':$1');
        return [`${method.toUpperCase()} ${pattern}`, summary] as const;
      }),
    ),
  );
}

const accessPage = (): Promise<string> => {
  const described = operations();
  return format(
    [
      '# Who may call what',
      '',
      '<!-- Generated from libs/platform/access/route-policy.ts: UPDATE_DOCS=1 npm test -- apps/standalone/reference -->',
      '',
      'Everything is denied unless a line here allows it. Objects: `all`: every one; `owned`: a caller who is only an',
      'integration sees what it has made itself, and all else is missing for it (404); `assigned`: a caller who is',
      'only a technician sees what is assigned to this technician, and all else is missing for him (404); `self`:',
      'the caller’s own account; `none`: the route has no objects that belong to anybody. What a ticket command may',
      'do, and who may issue it in which state, is decided by the workflow ([workflows.md](workflows.md)).',
      '',
      '`scraper`: whoever sends [`METRICS_TOKEN`](settings.md#metrics_token); where none is set, programs of the same',
      'machine, in requests that no proxy has passed on. No login counts there.',
      '',
      'The role `customer` opens its own login and nothing else yet; the customer that an account belongs to decides',
      'about no access. Customers answer and complain by the private link of a survey, without a login.',
      '',
      '| route | who | objects | what |',
      '|---|---|---|---|',
      ...Object.entries(ROUTE_POLICY).map(
        ([route, rule]) =>
          `| \`${route}\` | ${who(rule)} | ${rule.objects} | ${described.get(route) ?? ''} |`,
      ),
      '',
    ].join('\n'),
    { parser: 'markdown' },
  );
};

const who = ({ who: roles }: RouteRule): string =>
  typeof roles === 'string' ? roles : roles.join(', ');

describe('the reference of the HTTP API', () => {
  it('says truly that the role customer opens its own login only', () => {
    const opened = Object.entries(ROUTE_POLICY).filter(([, { who: roles }]) =>
      roles.includes('customer'),
    );
    expect(opened.map(([route, { objects }]) => [route, objects])).toEqual([
      ['POST /api/v1/auth/logout', 'self'],
      ['GET /api/v1/auth/me', 'self'],
    ]);
  });

  it('knows a rule for every route, and a route for every rule', () => {
    const pages = ['openapi.json', 'docs', 'docs/:asset'].map((name) => `GET /api/v1/${name}`);
    expect([...operations().keys(), ...pages].sort()).toEqual(Object.keys(ROUTE_POLICY).sort());
  });

  it('shows who may call what (UPDATE_DOCS=1 rewrites it)', async () => {
    const page = await accessPage();
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(ACCESS_PAGE, page);
    expect(readFileSync(ACCESS_PAGE, 'utf8')).toBe(page);
  });
});
