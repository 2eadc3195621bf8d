import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type Schema } from './api-document.js';
import { Desk } from './desk.js';

let desk: Desk;
let document: ApiDocument;
beforeAll(async () => {
  desk = await Desk.open();
  document = await ApiDocument.of(desk);
}, 60_000);
afterAll(() => desk.close());

/** Every object of a body, itself and those within. */
function objectsOf(given: Schema): readonly Schema[] {
  const schema = document.resolve(given);
  const within = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items ? [schema.items] : []),
  ];
  return [...(schema.properties ? [schema] : []), ...within.flatMap(objectsOf)];
}

describe('the OpenAPI document of the whole engine', () => {
  it('allows no member in a body that would be refused', () => {
    const objects = document.operations.flatMap(({ path, body }) =>
      (body === undefined ? [] : objectsOf(body)).map((schema) => ({ path, schema })),
    );
    expect(objects.length).toBeGreaterThan(60);
    const open = objects.filter(({ schema }) => schema.additionalProperties !== false);
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it('asks for a body only where a member of it is required', () => {
    const bodies = document.operations.filter(({ body }) => body !== undefined);
    const wrong = bodies.filter(
      ({ body, bodyRequired }) =>
        bodyRequired !== (document.resolve(body ?? {}).required ?? []).length > 0,
    );
    expect(bodies.length).toBeGreaterThan(60);
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('says of files that they are files, beside the same answer as JSON', () => {
    const { content } = document.answerOf('GET', '/api/v1/sla/metrics');
    expect(content).toMatchObject({
      'application/json': { schema: { $ref: expect.stringContaining('MetricsAnswer') } },
      'text/csv': { schema: { type: 'string' } },
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
        schema: { type: 'string', format: 'binary' },
      },
    });
    const places = ['at-risk', 'breaches', 'metrics'].map((name) => `/api/v1/sla/${name}`);
    for (const path of places) {
      const { content: types, headers } = document.answerOf('GET', path);
      expect([path, Object.keys(types ?? {}).length]).toEqual([path, 3]);
      expect(headers).toHaveProperty('Gongdan-Position');
      expect(JSON.stringify(types?.['text/csv'])).not.toContain('$ref');
    }
  });

  it('asks for no header that a client may leave out', () => {
    const headers = document.operations.flatMap(({ parameters }) =>
      parameters.filter((parameter) => parameter.in === 'header'),
    );
    const names = [...new Set(headers.map(({ name }) => name))];
    expect(names.toSorted()).toEqual([
      'Idempotency-Key',
      'If-Match',
      'Last-Event-ID',
      'X-Correlation-Id',
    ]);
    expect(headers.filter(({ required }) => required === true)).toEqual([]);
  });
});

describe('every path of the document', () => {
  const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

  /** The methods that something is found for; no login: nothing is done by them. */
  async function taken(path: string): Promise<readonly string[]> {
    const statuses = await Promise.all(
      METHODS.map(async (method) => (await desk.ask(undefined, `${method} ${path}`)).status),
    );
    return METHODS.filter((_, index) => statuses[index] !== 405);
  }

  it('takes the methods of the document, and names them with Allow where it is asked for others', async () => {
    const documented = new Map<string, string[]>();
    for (const { path, method } of document.operations) {
      if (!path.startsWith('/api/v1/')) continue;
      const here = path.slice('/api/v1'.length).replaceAll(/\{[^}]+\}/g, 'one');
      const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
      documented.set(here, [...(documented.get(here) ?? []), ...methods].toSorted());
    }
    expect(documented.size).toBeGreaterThan(100);
    for (const [path, methods] of documented) {
      const { status, headers } = await desk.ask(undefined, `OPTIONS ${path}`);
      expect([path, status, headers.get('allow')]).toEqual([path, 405, methods.join(', ')]);
      expect([path, await taken(path)]).toEqual([path, methods]);
    }
  });
});
