import { describe, expect, it } from '@jest/globals';
import { ROUTE_POLICY } from '@gongdan/platform';
import { SERVICE_NAMES, SERVICES, serviceAt } from './services.js';

const ROUTES = Object.keys(ROUTE_POLICY)
  .map((key) => key.split(' ')[1] ?? '')
  .filter((pattern) => pattern.startsWith('/api/v1'));

describe('the services', () => {
  it('are all there, once each', () => {
    expect(SERVICES.map(({ name }) => name).toSorted()).toEqual([...SERVICE_NAMES].toSorted());
  });

  it.each([...new Set(ROUTES)])('answer %s', (pattern) => {
    expect(serviceAt(pattern)).toBeDefined();
  });

  it.each(SERVICES.flatMap(({ name, paths }) => paths.map((path) => [name, path] as const)))(
    'have %s answer %s, which somebody asks for',
    (name, path) => {
      const example = `/api/v1${path.replace('/**', '')}`;
      expect(serviceAt(example)?.name).toBe(name);
      expect(ROUTES.some((pattern) => pattern.startsWith(example))).toBe(true);
    },
  );

  it.each([
    ['/api/v1/tickets', 'request'],
    ['/api/v1/tickets/t-1', 'request'],
    ['/api/v1/tickets/t-1/comment', 'request'],
    ['/api/v1/tickets/t-1/assign', 'dispatch'],
    ['/api/v1/tickets/t-1/sign', 'field'],
    ['/api/v1/customers/c-1/history/count', 'customer'],
    ['/api/v1/openapi.json', 'request'],
    ['/api/v1/board/', 'dispatch'],
    ['//api/v1//tickets/t+1/assign//', 'dispatch'],
    ['/api/v1/tickets/', 'request'],
  ])('send %s to %s', (path, name) => {
    expect(serviceAt(path)?.name).toBe(name);
  });

  it.each(['/', '/api/v1', '/api/v1/ticketsx', '/api/v2/tickets', '/api/v1/openapi-json'])(
    'have nobody for %s',
    (path) => {
      expect(serviceAt(path)).toBeUndefined();
    },
  );
});
