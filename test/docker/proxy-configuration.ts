import type { FailureDetails } from '@gongdan/core';
import { PROBLEM_MEDIA_TYPE, problemOf } from '@gongdan/platform';
import { pathExpression, SERVICES } from '@gongdan/stages';
import { SERVICE_AWAY, SERVICE_OF_THE_REST } from '../../apps/services/gateway.js';
import { failureOf } from '../../libs/platform/http/failure-of.js';

/** Where every service listens inside the compose network; the compose file says the same. */
export const SERVICE_PORT = 3000;

const REMAKE = 'UPDATE_DOCS=1 npm test -- test/docker';

/** docker/proxy/services.conf: who answers which path, and where each service is. */
export const servicesConfiguration = (): string =>
  [
    `# Made from libs/stages/services.ts: ${REMAKE}`,
    '# The first line that fits decides.',
    'map $path $service {',
    ...SERVICES.flatMap(({ name, paths }) =>
      paths.map((pattern) => `    "~${pathExpression(pattern)}" ${name};`),
    ),
    `    default ${SERVICE_OF_THE_REST};`,
    '}',
    ...SERVICES.flatMap(({ name }) => ['', ...upstream(name)]),
    '',
  ].join('\n');

/** `resolve`: instances that come and go are found by their names while the proxy runs. */
const upstream = (name: string): readonly string[] => [
  `upstream ${name} {`,
  `    zone ${name} 64k;`,
  `    server ${name}:${SERVICE_PORT} resolve max_fails=1 fail_timeout=1s;`,
  '    keepalive 32;',
  '    keepalive_timeout 30s;',
  '}',
];

/** Failures that nginx finds by itself, as the engine words them. */
const OWN_FAILURES: readonly (readonly [status: number, failure: FailureDetails])[] = [
  ...[400, 404, 408, 413, 414, 431].map(
    (status) => [status, failureOf(Object.assign(new Error(), { statusCode: status }))] as const,
  ),
  [503, SERVICE_AWAY],
];

/** nginx’s own name for headers that are too large, and what it cannot get from a service. */
const OTHER_NAMES: Readonly<Record<number, string>> = {
  431: '494 =431',
  503: '500 502 504 =503',
};

/** docker/proxy/problems.conf: what the proxy answers itself, as problem documents. */
export const problemsConfiguration = (): string =>
  [
    `# Made from the engine’s own answers: ${REMAKE}`,
    ...OWN_FAILURES.flatMap(([status, failure]) => ['', ...problemAnswer(status, failure)]),
    '',
  ].join('\n');

/** Paths, not named places: those are out of reach for a request whose own path could not be read. */
const problemAnswer = (status: number, failure: FailureDetails): readonly string[] => [
  `error_page ${OTHER_NAMES[status] ?? status} /problem/${status};`,
  `location = /problem/${status} {`,
  '    internal;',
  `    default_type ${quoted(PROBLEM_MEDIA_TYPE)};`,
  "    add_header Cache-Control 'no-store' always;",
  "    add_header X-Content-Type-Options 'nosniff' always;",
  ...(status === 503 ? ["    add_header Retry-After '1' always;"] : []),
  `    return ${status} ${quoted(JSON.stringify(problemOf(failure)))};`,
  '}',
];

/** As a word of nginx’s, in which nothing is a variable. */
function quoted(text: string): string {
  if (/['\\$]/.test(text)) throw new Error(`nginx would read more into this than it says: ${text}`);
  return `'${text}'`;
}
