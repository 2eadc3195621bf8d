import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type Operation, type Parameter } from './api-document.js';
import { Desk, LOGIN_ROLES } from './desk.js';
import { register, settle, travel } from './journey.js';
import { pick, seededRandom } from '../setup/random.js';

/** More with FUZZ_REQUESTS=10000; another course with FUZZ_SEED. A seed repeats exactly. */
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 600);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_260_302);
const AT_ONCE = 8;

/** In the place of any value. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  '',
  ' ',
  '\0',
  '\ud800',
  '🛠',
  'x'.repeat(10_001),
  '__proto__',
  "'; DROP TABLE gongdan.event; --",
  '%s%n${x}',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  [],
  [null],
  {},
  { toString: 1 },
];

const random = seededRandom(SEED);
let desk: Desk;
let document: ApiDocument;
let operations: readonly Operation[];
/**
 * Ids of all kinds: an operation may be given any. None is a bare `..`: whoever sends a URL takes it out, and with
 * it the part before, so that another route is asked.
 */
const ids: string[] = ['nothing', '..%2Fcustomers', '%00', 'a'.repeat(101)];

beforeAll(async () => {
  desk = await Desk.open({ environment: { REQUEST_BYTES_MAX: '100000' } });
  const people = await settle(desk);
  document = await ApiDocument.of(desk);
  operations = document.operations.filter(
    ({ path, operationId }) => path.startsWith('/api/v1') && !SPARED.test(operationId),
  );
  for (const until of ['approve-dispatch', 'assign', 'start', 'finish', 'archive']) {
    ids.push(await travel(desk, people, 'paid', until));
  }
  ids.push((await register(desk, people)).id, ...Object.values(people));
  await desk.caughtUp();
  const invoices = await desk.get('finance', '/invoices');
  ids.push(...(invoices['items'] as { invoiceId: string }[]).map(({ invoiceId }) => invoiceId));
}, 60_000);
afterAll(() => desk.close());

interface Request {
  readonly operation: Operation;
  readonly who: string | undefined;
  readonly path: string;
  readonly raw: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** What would end the fuzzing itself: accounts that are disabled cannot ask any more. */
const SPARED = /users_disable|users_setPassword|auth_logout/;

function nextRequest(): Request {
  const operation = pick(random, operations);
  const { roles } = operation;
  const insider = roles === 'everyone' ? LOGIN_ROLES : roles;
  const who = random() < 0.9 ? pick(random, insider) : pick(random, [undefined, ...LOGIN_ROLES]);
  let path = operation.path
    .replace('/api/v1', '')
    .replaceAll(/\{[^}]+\}/g, () => pick(random, ids));
  const query = parametersOf(operation, 'query');
  if (query.length > 0) {
    path += `?${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
  }
  const headers = Object.fromEntries(
    parametersOf(operation, 'header').filter(([, value]) => /^[\x20-\x7e]+$/.test(value)),
  );
  return { operation, who, path, raw: bodyOf(operation), headers };
}

function parametersOf(operation: Operation, place: Parameter['in']): [string, string][] {
  return operation.parameters
    .filter((parameter) => parameter.in === place && random() < 0.3)
    .map(({ name, schema: { maximum, ...schema } }) => {
      // Who asks to wait does wait: a second shows as much as thirty.
      const most = name === 'waitSeconds' ? 1 : maximum;
      const lawful = most === undefined ? schema : { ...schema, maximum: most };
      const value = random() < 0.8 ? document.valid(lawful, random) : pick(random, HOSTILE);
      const text = Array.isArray(value) ? value.join(',') : JSON.stringify(value);
      return [
        name,
        (text.startsWith('"') ? String(value) : text).replaceAll(/[\ud800-\udfff]/g, ''),
      ];
    });
}

function bodyOf({ method, body: schema }: Operation): string | undefined {
  if (method !== 'POST') return undefined;
  if (schema === undefined) return random() < 0.1 ? '{}' : undefined;
  const body = withRealIds(document.valid(schema, random));
  const kind = random();
  if (kind < 0.6) return JSON.stringify(body);
  if (kind < 0.9) return JSON.stringify(spoiled(body));
  const text = JSON.stringify(body);
  return text.slice(0, Math.floor(random() * text.length));
}

/** Often ids of things that are there, or nothing would ever get past the first check. */
function withRealIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRealIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name.endsWith('Id') && random() < 0.8 ? pick(random, ids) : withRealIds(member),
    ]),
  );
}

/** One place of it replaced, or a member put in. */
function spoiled(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random() < 0.7) {
    return value.map((item, index) => (index === 0 ? spoiled(item) : item));
  }
  if (typeof value !== 'object' || value === null || random() < 0.2) return pick(random, HOSTILE);
  const members = Object.entries(value);
  if (members.length === 0 || random() < 0.2) {
    return { ...value, [pick(random, ['nonsense', '__proto__', 'constructor', ''])]: 1 };
  }
  const [name] = pick(random, members);
  return { ...value, [name]: spoiled((value as Record<string, unknown>)[name]) };
}

describe(`${REQUESTS} requests made up from the OpenAPI document (seed ${SEED})`, () => {
  it('are all answered as documented, none with a 5xx', async () => {
    const statuses = new Map<number, number>();
    const wrong: unknown[] = [];
    for (let sent = 0; sent < REQUESTS; sent += AT_ONCE) {
      const requests = Array.from({ length: Math.min(AT_ONCE, REQUESTS - sent) }, nextRequest);
      const answers = await Promise.all(
        requests.map(async ({ operation, who, path, raw, headers }) => ({
          answer: await desk.ask(who, `${operation.method} ${path}`, {
            headers,
            ...(raw === undefined ? {} : { raw }),
          }),
          request: { operation: operation.operationId, who, path, raw, headers },
          documented: [...operation.statuses, '414', '431'],
        })),
      );
      for (const { answer, request, documented } of answers) {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status >= 500 || !documented.includes(String(answer.status))) {
          wrong.push({ ...request, status: answer.status, text: answer.text.slice(0, 300) });
        }
      }
    }
    expect(wrong).toEqual([]);
    // It has to get through to the commands and reads, not only into refusals.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 20);
  }, 1_800_000);

  it('leave every read model as a fresh fold of the log makes it', async () => {
    expect(await desk.differences()).toEqual([]);
    expect(await desk.engine.feed.deadLetters()).toEqual([]);
  });
});
