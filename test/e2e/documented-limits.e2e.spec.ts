import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type Operation, type Schema } from './api-document.js';
import { Desk, type Answer } from './desk.js';
import { settle } from './journey.js';
import { seededRandom } from '../setup/random.js';

/** A documented limit of one value: the last value that it allows, and the first that it does not. */
interface Limit {
  readonly keyword: string;
  readonly within: unknown;
  readonly beyond: unknown;
}

/** Where a value stands in a body: names of members, 0 for the elements of a list. */
type Place = readonly (string | 0)[];

/** A limit at its place in a request, and how a request is sent that differs from a valid one there only. */
interface Case {
  readonly name: string;
  readonly path: string;
  readonly limit: Limit;
  /** False: no made-up value has the form that is asked for beside the limit. */
  readonly isMadeUp: boolean;
  send(value: unknown): Promise<Answer>;
}

const random = seededRandom(20_260_302);
let desk: Desk;
let document: ApiDocument;

beforeAll(async () => {
  desk = await Desk.open();
  await settle(desk);
  document = await ApiDocument.of(desk);
}, 60_000);
afterAll(() => desk.close());

const text = (length: number): string => 'a'.repeat(length);

/** Elements that differ from each other, as long as there are so many. */
function list(count: number, given: Schema = {}): readonly unknown[] {
  const schema = document.resolve(given);
  return Array.from({ length: count }, (_, index) => {
    if (schema.enum !== undefined) return schema.enum[index] ?? schema.enum[0];
    return schema.type === 'string' ? `i${index}` : document.valid(schema, random);
  });
}

function limitsOf({ type, items, ...schema }: Schema): readonly Limit[] {
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  const limits: Limit[] = [];
  const add = (keyword: string, bound: number | undefined, step: number, make: MakeValue) => {
    if (bound === undefined || bound + step < 0) return;
    limits.push({ keyword, within: make(bound), beyond: make(bound + step) });
  };
  if (type === 'string') {
    add('maxLength', maxLength, 1, text);
    add('minLength', minLength, -1, text);
  } else if (type === 'array') {
    add('maxItems', maxItems, 1, (count) => list(count, items));
    add('minItems', minItems, -1, (count) => list(count, items));
  } else {
    add('maximum', maximum, 1, (value) => value);
    if (minimum !== undefined) {
      limits.push({ keyword: 'minimum', within: minimum, beyond: minimum - 1 });
    }
  }
  return limits;
}
type MakeValue = (bound: number) => unknown;

function* membersOf(given: Schema, place: Place = []): Generator<readonly [Place, Schema]> {
  const schema = document.resolve(given);
  yield [place, schema];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    yield* membersOf(member, [...place, name]);
  }
  if (schema.items !== undefined) yield* membersOf(schema.items, [...place, 0]);
}

/** A valid value but for what stands at that place; what leads there is made where it may be left out. */
function withAt(given: Schema, [step, ...rest]: Place, value: unknown): unknown {
  if (step === undefined) return value;
  const schema = document.resolve(given);
  if (step === 0) return [withAt(schema.items ?? {}, rest, value)];
  const members = document.valid(schema, random) as object;
  return { ...members, [step]: withAt(schema.properties?.[step] ?? {}, rest, value) };
}

const isOfTheApi = ({ path }: Operation): boolean => path.startsWith('/api/v1');

const isMadeUp = ({ type, format, pattern, enum: words }: Schema): boolean =>
  format === undefined && words === undefined && (pattern === undefined || type !== 'string');

function casesOf(operation: Operation): readonly Case[] {
  const { method, operationId, body, parameters, roles } = operation;
  const who = roles === 'everyone' ? 'administrator' : pickRole(roles);
  const url = operation.path.replace('/api/v1', '').replaceAll(/\{[^}]+\}/g, 'nothing');
  const ofBody = [...(body === undefined ? [] : membersOf(body))].flatMap(([place, schema]) =>
    limitsOf(schema).map((limit) => ({
      name: `${operationId}: ${place.join('.')} ${limit.keyword}`,
      path: `/${place.join('/')}`,
      limit,
      isMadeUp: isMadeUp(schema),
      send: (value: unknown) =>
        desk.ask(who, `${method} ${url}`, {
          raw: JSON.stringify(withAt(body ?? {}, place, value)),
        }),
    })),
  );
  const query = parameters.filter((each) => each.in === 'query' && each.name !== WAITS);
  const ofQuery = query.flatMap(({ name, schema }) =>
    limitsOf(document.resolve(schema)).map((limit) => ({
      name: `${operationId}: ?${name} ${limit.keyword}`,
      path: `/${name}`,
      limit,
      isMadeUp: isMadeUp(document.resolve(schema)),
      send: (value: unknown) =>
        desk.ask(who, `${method} ${url}?${name}=${encodeURIComponent(String(value))}`),
    })),
  );
  return [...ofBody, ...ofQuery];
}

/** Whoever asks to wait does wait. */
const WAITS = 'waitSeconds';

/** A technician is told first that a ticket is not his. */
const pickRole = (roles: readonly string[]): string | undefined =>
  roles.find((role) => role !== 'technician') ?? roles[0];

interface Violation {
  readonly path: string;
  readonly message: string;
}

const violationsAt = (path: string, { body }: Answer): readonly Violation[] =>
  ((body['violations'] ?? []) as readonly Violation[]).filter((each) => each.path === path);

describe('every limit in the OpenAPI document', () => {
  it('is the engine’s own: what is at it is let through, what is beyond it is refused at its place', async () => {
    const wrong: string[] = [];
    const tried = { within: 0, beyond: 0 };
    for (const operation of document.operations.filter(isOfTheApi)) {
      for (const { name, path, limit, isMadeUp: hasForm, send } of casesOf(operation)) {
        const beyond = await send(limit.beyond);
        const refusals = violationsAt(path, beyond);
        tried.beyond += 1;
        if (refusals.length === 0) wrong.push(`${name}: beyond it ${beyond.status} ${beyond.text}`);
        if (!hasForm) continue;
        const within = await send(limit.within);
        const still = violationsAt(path, within).map(({ message }) => message);
        tried.within += 1;
        if (within.status >= 500 || refusals.some(({ message }) => still.includes(message))) {
          wrong.push(`${name}: within it ${within.status} ${within.text}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried.beyond).toBeGreaterThan(800);
    expect(tried.within).toBeGreaterThan(500);
  }, 300_000);
});
