import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type Operation } from '../e2e/api-document.js';
import { Desk, LOGIN_ROLES } from '../e2e/desk.js';
import { settle, travel } from '../e2e/journey.js';
import { seededRandom } from '../setup/random.js';

/** In the place of any value; none of them is lawful everywhere. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  '',
  '\0',
  '\ud800',
  'x'.repeat(10_001),
  '__proto__',
  '2026-02-30',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  [],
  [null],
  [[]],
  {},
  { toString: 1 },
];
/** Never lawful, whatever the member is. */
const NEVER_LAWFUL: ReadonlySet<unknown> = new Set([null, 1e308, 1.5, '\0', '\ud800']);
const STAGES = /^\/api\/v1\/(customers|maintenance-plans|technicians|invoices|surveys|complaints)/;
const AT_ONCE = 8;

let desk: Desk;
let document: ApiDocument;
let operations: readonly Operation[];
/** Things that are there, so that requests get past the question whether they are. */
const ids: Record<string, string> = {};
const random = seededRandom(20_260_302);

beforeAll(async () => {
  desk = await Desk.open();
  const people = await settle(desk);
  const ticketId = await travel(desk, people, 'paid', 'archive');
  await desk.caughtUp();
  const { id } = await desk.does('clerk', '/complaints', {
    customerId: people.customerId,
    severity: 'general',
    description: 'Came late.',
  });
  const file = `/customers/${people.customerId}`;
  const device = await desk.does('clerk', `${file}/devices`, { model: 'KFR-35GW' });
  const terms = { validFrom: '2026-01-01', validUntil: '2099-12-31', visitLimit: 12 };
  const contract = await desk.does('clerk', `${file}/contracts`, terms);
  const plan = await desk.does('clerk', `${file}/contracts/${contract.id}/maintenance-plans`, {
    deviceId: device.id,
    everyMonths: 60,
    firstOn: '2099-12-01',
    title: 'Clean and check',
    description: '',
  });
  ids['maintenance-plans'] = plan.id;
  ids['customers'] = people.customerId;
  ids['technicians'] = people.technicianId;
  ids['invoices'] = `${ticketId}.1`;
  ids['surveys'] = `${ticketId}.1`;
  ids['complaints'] = id;
  document = await ApiDocument.of(desk);
  operations = document.operations.filter(({ path }) => STAGES.test(path));
}, 60_000);
afterAll(() => desk.close());

interface Attempt {
  readonly name: string;
  readonly operation: Operation;
  readonly path: string;
  readonly raw?: string;
  readonly mustBeRefused: boolean;
}

const pathOf = ({ path }: Operation): string => {
  const kind = STAGES.exec(path)?.[1] ?? '';
  return path.replace('/api/v1', '').replaceAll(/\{[^}]+\}/g, ids[kind] ?? 'nothing');
};

function* bodies(): Generator<Attempt> {
  for (const operation of operations) {
    if (operation.body === undefined) continue;
    const { properties = {}, required = [] } = document.resolve(operation.body);
    const path = pathOf(operation);
    const lawful: Record<string, unknown> = Object.fromEntries(
      required.map((member) => [member, document.valid(properties[member] ?? {}, random)]),
    );
    for (const member of [...Object.keys(properties), 'nonsense', '__proto__', 'constructor']) {
      for (const value of HOSTILE) {
        // As text: an object literal would not keep __proto__.
        const { [member]: _, ...rest } = lawful;
        const members = Object.entries({ ...rest }).map((entry) => entry.map(asJson).join(':'));
        yield {
          name: `${operation.operationId} ${member} = ${asJson(value).slice(0, 40)}`,
          operation,
          path,
          raw: `{${[...members, `${asJson(member)}:${asJson(value)}`].join(',')}}`,
          mustBeRefused: NEVER_LAWFUL.has(value) || !Object.hasOwn(properties, member),
        };
      }
    }
    for (const member of required) {
      const { [member]: _, ...rest } = lawful;
      const name = `${operation.operationId} without ${member}`;
      yield { name, operation, path, raw: JSON.stringify(rest), mustBeRefused: true };
    }
    for (const raw of ['', '[]', 'null', '1', '"x"', '{', '{"a":1}{"a":1}']) {
      const name = `${operation.operationId} with the body ${raw}`;
      // Nothing is a lawful body where nothing is required.
      const mustBeRefused = !['', 'null'].includes(raw) || required.length > 0;
      yield { name, operation, path, raw, mustBeRefused };
    }
  }
}

const asJson = (value: unknown): string => JSON.stringify(value);

function* queries(): Generator<Attempt> {
  const texts = HOSTILE.filter((value) => typeof value !== 'object' && value !== '\ud800').map(
    String,
  );
  for (const operation of operations) {
    const { method, parameters, operationId } = operation;
    if (method !== 'GET') continue;
    for (const { name } of [...parameters.filter((each) => each.in === 'query'), { name: 'odd' }]) {
      for (const text of [...texts, '%00', "' OR ''='", '1&' + name + '=2']) {
        const sent = text.startsWith('1&') ? text : encodeURIComponent(text);
        yield {
          name: `${operationId} ?${name}=${sent.slice(0, 40)}`,
          operation,
          path: `${pathOf(operation)}?${name}=${sent}`,
          mustBeRefused: text === '\0' || text.startsWith('1&') || name === 'odd',
        };
      }
    }
    for (const id of ['%00', '..', 'x'.repeat(101), 'a%ED%A0%80', '%2e%2e%2f', '%']) {
      if (!operation.path.includes('{')) continue;
      const path = operation.path.replace('/api/v1', '').replaceAll(/\{[^}]+\}/g, id);
      yield { name: `${operationId} of ${id}`, operation, path, mustBeRefused: true };
    }
  }
}

async function failuresOf(attempts: Iterable<Attempt>): Promise<{
  readonly count: number;
  readonly failures: readonly string[];
}> {
  const failures: string[] = [];
  let count = 0;
  const queue = attempts[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = queue.next(); !next.done; next = queue.next()) {
      const { name, operation, path, raw, mustBeRefused } = next.value;
      const { roles, method } = operation;
      const who = roles === 'everyone' ? undefined : LOGIN_ROLES.find((one) => roles.includes(one));
      const sent = raw === undefined ? {} : { raw };
      const { status, headers, text } = await desk.ask(who, `${method} ${path}`, sent);
      count += 1;
      const isProblem = headers.get('content-type')?.includes('problem+json') === true;
      // What a stage’s own rules leave to somebody else is lawful to ask, and refused by them.
      const isLockedOut = status === 401 || text.includes('"ACCESS.FORBIDDEN"');
      const right = mustBeRefused
        ? [400, 404, 422].includes(status) && isProblem
        : status < 400 || (status < 500 && !isLockedOut && isProblem);
      if (!right) failures.push(`${name}: ${status} ${text.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { count, failures };
}

describe('the routes of the stages around the ticket', () => {
  it('answer every hostile value in every member of every body with a 4xx, or take it as lawful', async () => {
    const { count, failures } = await failuresOf(bodies());
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(1_500);
  }, 180_000);

  it('answer hostile query parameters and ids so, too', async () => {
    const { count, failures } = await failuresOf(queries());
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(500);
  }, 180_000);

  it('and nothing of that stops a consumer', async () => {
    await desk.caughtUp();
    expect(await desk.engine.feed.deadLetters()).toEqual([]);
    expect(await desk.differences()).toEqual([]);
  }, 60_000);
});
