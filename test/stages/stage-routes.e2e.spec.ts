import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES, type Role } from '@gongdan/contracts';
import { TestStages } from '../setup/test-stages.js';

interface Operation {
  readonly 'x-roles': 'everyone' | readonly Role[];
}

/** Nobody logs in as these. */
const ROLES_WITH_LOGIN = ROLES.filter((role) => role !== 'system' && role !== 'customer');
const STAGE_PATH = /^\/api\/v1\/(customers|technicians|invoices|surveys|complaints)/;

let stages: TestStages;
let document: { paths: Record<string, Record<string, Operation>>; components: { schemas: object } };
beforeAll(async () => {
  stages = await TestStages.start();
  document = (await stages.ask(undefined, 'GET /openapi.json')).body as unknown as typeof document;
  for (const role of ROLES_WITH_LOGIN) {
    await stages.addAccount(role, [role], role === 'technician' ? 'f1' : undefined);
  }
});
afterAll(() => stages.stop());

const operations = () =>
  Object.entries(document.paths)
    .filter(([path]) => STAGE_PATH.test(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { 'x-roles': roles }]) => ({
        request: `${method.toUpperCase()} ${path.slice('/api/v1'.length).replace('{id}', 'missing')}`,
        roles,
      })),
    );

describe('the routes of the stages', () => {
  it('let in exactly the roles of their rules, and nobody without a login', async () => {
    expect(operations().length).toBeGreaterThanOrEqual(25);
    for (const { request, roles } of operations()) {
      const body = request.startsWith('POST') ? { body: {} } : {};
      const open = roles === 'everyone';
      const bare = await stages.ask(undefined, request, body);
      expect([request, bare.status === 401]).toEqual([request, !open]);
      for (const role of ROLES_WITH_LOGIN) {
        const { status } = await stages.ask(role, request, body);
        const admitted = open || roles.includes(role);
        expect([request, role, status === 403]).toEqual([request, role, !admitted]);
        expect(status).toBeLessThan(500);
      }
    }
  });

  it('are described by schemas that the document holds', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]*)"/g)];
    const names = new Set(references.map(([, name = '']) => name));
    const held = new Set(Object.keys(document.components.schemas));
    expect([...names].filter((name) => !held.has(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(30);
  });
});
