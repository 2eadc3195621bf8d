import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument, type Schema } from './api-document.js';
import { Desk, type Answer } from './desk.js';
import { settle } from './journey.js';
import { requestSites, type RequestSite } from './request-sites.js';
import { seededRandom } from '../setup/random.js';

/** A documented limit of one value: the last value that it allows, and the first that it does not. */
interface Limit {
  readonly keyword: string;
  readonly within: unknown;
  readonly beyond: unknown;
}

interface Violation {
  readonly path: string;
  readonly message: string;
}

const random = seededRandom(20_260_302);
let desk: Desk;
let document: ApiDocument;
let sites: readonly RequestSite[];

beforeAll(async () => {
  desk = await Desk.open();
  await settle(desk);
  document = await ApiDocument.of(desk);
  sites = requestSites(desk, document, random);
}, 60_000);
afterAll(() => desk.close());

const violationsOf = ({ body }: Answer): readonly Violation[] =>
  (body['violations'] ?? []) as readonly Violation[];

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
  const elements = (count: number): readonly unknown[] => list(count, items);
  const itself = (value: number): number => value;
  const limit = (
    keyword: string,
    bound: number | undefined,
    step: number,
    make: (bound: number) => unknown,
  ): readonly Limit[] =>
    bound === undefined ? [] : [{ keyword, within: make(bound), beyond: make(bound + step) }];
  const unlessZero = (bound: number | undefined) => (bound === 0 ? undefined : bound);
  if (type === 'string') {
    return [
      ...limit('maxLength', maxLength, 1, text),
      ...limit('minLength', unlessZero(minLength), -1, text),
    ];
  }
  if (type === 'array') {
    return [
      ...limit('maxItems', maxItems, 1, elements),
      ...limit('minItems', unlessZero(minItems), -1, elements),
    ];
  }
  return [...limit('maximum', maximum, 1, itself), ...limit('minimum', minimum, -1, itself)];
}

/** Whether a made-up value is of the form that is asked for beside its limits. */
const hasForm = ({ type, format, pattern, enum: words }: Schema, value: unknown): boolean =>
  format === undefined &&
  words === undefined &&
  (type !== 'string' || pattern === undefined || new RegExp(pattern).test(String(value)));

describe('every limit in the OpenAPI document', () => {
  it('is the engine’s own: what is at it is let through, what is beyond it is refused at its place', async () => {
    const wrong: string[] = [];
    const tried = { within: 0, beyond: 0 };
    for (const { name, path, schema, send } of sites) {
      for (const { keyword, within, beyond } of limitsOf(schema)) {
        const at = (answer: Answer) =>
          violationsOf(answer)
            .filter((each) => each.path === path)
            .map(({ message }) => message);
        const refused = await send(beyond);
        tried.beyond += 1;
        if (at(refused).length === 0) {
          wrong.push(`${name} ${keyword}: beyond it ${refused.status} ${refused.text}`);
        }
        if (!hasForm(schema, within)) continue;
        const taken = await send(within);
        tried.within += 1;
        if (taken.status >= 500 || at(taken).some((words) => at(refused).includes(words))) {
          wrong.push(`${name} ${keyword}: within it ${taken.status} ${taken.text}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried.beyond).toBeGreaterThan(800);
    expect(tried.within).toBeGreaterThan(500);
  }, 300_000);
});

const KINDS: readonly (readonly [type: string, value: unknown])[] = [
  ['null', null],
  ['boolean', true],
  ['number', 1.5],
  ['string', 'text'],
  ['array', []],
  ['array', [[]]],
  ['object', {}],
];

describe('every member of a body', () => {
  it('refuses at its place what is of another kind, an element of a list too', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const { name, path, schema, send } of sites.filter(({ isInBody }) => isInBody)) {
      for (const [kind, value] of KINDS) {
        if (kind === schema.type || (value === null && schema.nullable === true)) continue;
        const answer = await send(value);
        tried += 1;
        if (!violationsOf(answer).some((each) => each.path === path)) {
          wrong.push(`${name} ${JSON.stringify(value)}: ${answer.status} ${answer.text}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(1_500);
  }, 300_000);
});
