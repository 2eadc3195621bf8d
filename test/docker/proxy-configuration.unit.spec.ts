import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ROUTE_POLICY, SETTINGS_TABLE } from '@gongdan/platform';
import { serviceAt, SERVICES } from '@gongdan/stages';
import {
  SUBSCRIPTION_LIMITS,
  WAIT_SECONDS_MAX,
} from '../../libs/subscription/subscription-limits.js';
import { problemsConfiguration, servicesConfiguration } from './proxy-configuration.js';

const fileOf = (name: string): URL => new URL(`../../docker/proxy/${name}`, import.meta.url);
const read = (name: string): string => readFileSync(fileOf(name), 'utf8');

/** The service that nginx finds for a path by what stands in services.conf. */
function routedTo(configuration: string, path: string): string | undefined {
  const map = /map \$path \$service \{([^]*?)\n\}/.exec(configuration)?.[1] ?? '';
  const lines = [...map.matchAll(/^ {4}"~(.*)" (\w+);$/gm)];
  const found = lines.find(([, expression = '']) => new RegExp(expression).test(path));
  return found?.[2] ?? /^ {4}default (\w+);$/m.exec(map)?.[1];
}

describe('the configuration of the proxy', () => {
  it.each([
    ['services.conf', servicesConfiguration],
    ['problems.conf', problemsConfiguration],
  ])('has its %s made from the sources (UPDATE_DOCS=1 rewrites it)', (name, make) => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(fileOf(name), make());
    expect(read(name)).toBe(make());
  });

  it.each(Object.keys(ROUTE_POLICY).map((route) => route.split(' ')[1] ?? ''))(
    'sends %s to who serves it',
    (path) => {
      const expected = serviceAt(path)?.name ?? 'request';
      expect(routedTo(read('services.conf'), path)).toBe(expected);
    },
  );

  it('sends what nobody serves to the service that says so', () => {
    for (const path of ['/', '/api/v1', '/api/v1/ticketsx', '/api/v1/boards', '/health/ready']) {
      expect(routedTo(read('services.conf'), path)).toBe('request');
    }
  });

  it('knows where every service is', () => {
    const upstreams = [...read('services.conf').matchAll(/^upstream (\w+) \{$/gm)];
    expect(upstreams.map(([, name]) => name)).toEqual(SERVICES.map(({ name }) => name));
  });

  it('lets bodies and waits be as long as settings can make them', () => {
    const configuration = read('nginx.conf');
    const [, bodyMegabytes] = /client_max_body_size (\d+)m;/.exec(configuration) ?? [];
    const [, readSeconds] = /proxy_read_timeout (\d+)s;/.exec(configuration) ?? [];
    const { requestBytesMax, readWaitMsMax } = SETTINGS_TABLE;
    const largest = (setting: { readonly allowed: string }): number =>
      Number(/ to (\d+)$/.exec(setting.allowed)?.[1]);
    expect(Number(bodyMegabytes) * 1024 * 1024).toBeGreaterThanOrEqual(largest(requestBytesMax));
    expect(Number(readSeconds) * 1000).toBeGreaterThan(largest(readWaitMsMax));
    expect(Number(readSeconds)).toBeGreaterThan(2 * WAIT_SECONDS_MAX);
    expect(Number(readSeconds) * 1000).toBeGreaterThan(2 * SUBSCRIPTION_LIMITS.heartbeatMs);
  });
});
