import { describe, expect, it } from '@jest/globals';
import { allVersionsEver, versionName } from '../earlier-versions.js';
import { publishedSchema } from '../published-schema.js';
import { compareSchemas } from './compare-schemas.js';

/** Loose on purpose: the plants below reach into it anywhere. */
type Node = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any

const published = (): Node => ({
  title: 'PeopleInvited',
  description: 'People were invited.',
  'x-event-type': 'gongdan.PeopleInvited.v1',
  'x-topics': ['<prefix>.people.v1'],
  type: 'object',
  required: ['host', 'mood', 'guests', 'by'],
  properties: {
    host: {
      type: 'object',
      required: ['name'],
      properties: {
        name: {
          type: 'string',
          'x-personal': true,
          'x-plain-text': { minLength: 1, maxLength: 9 },
        },
        remark: { type: 'string', minLength: 2, maxLength: 20 },
      },
    },
    mood: { type: 'string', enum: ['glad', 'sad'] },
    seats: { type: 'integer', minimum: 1, maximum: 10 },
    guests: {
      type: 'array',
      minItems: 1,
      maxItems: 5,
      items: { type: 'object', required: ['code'], properties: { code: { type: 'string' } } },
    },
    on: { type: 'string', format: 'date' },
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    by: { anyOf: [{ type: 'string', maxLength: 5 }, { type: 'null' }] },
  },
  examples: [{}],
});

const changesOf = (plant: (schema: Node) => void) => {
  const declared = published();
  plant(declared);
  return compareSchemas(published(), declared);
};

type Plant = readonly [what: string, pointer: string, plant: (schema: Node) => void];

const BREAKING: readonly Plant[] = [
  ['a member removed', '/properties/mood', (s) => delete s['properties'].mood],
  ['an optional member removed', '/properties/seats', (s) => delete s['properties'].seats],
  [
    'a nested member removed',
    '/properties/host/properties/remark',
    (s) => delete s['properties'].host.properties.remark,
  ],
  [
    'a member removed in elements of a list',
    '/properties/guests/items/properties/code',
    (s) => delete s['properties'].guests.items.properties.code,
  ],
  [
    'a member renamed',
    '/properties/on',
    (s) => {
      s['properties'].day = s['properties'].on;
      delete s['properties'].on;
    },
  ],
  ['an old member newly required', '/required', (s) => s['required'].push('on')],
  [
    'a nested one newly required',
    '/properties/host/required',
    (s) => s['properties'].host.required.push('remark'),
  ],
  [
    'a new member that is required',
    '/required',
    (s) => {
      s['properties'].room = { type: 'string' };
      s['required'].push('room');
    },
  ],
  [
    'a required member that may be missing now',
    '/required',
    (s) => (s['required'] = ['host', 'guests', 'by']),
  ],
  ['no member required any more', '/required', (s) => delete s['required']],
  ['another type', '/properties/seats/type', (s) => (s['properties'].seats.type = 'string')],
  ['a wider type', '/properties/seats/type', (s) => (s['properties'].seats.type = 'number')],
  [
    'null beside a type',
    '/properties/on/type',
    (s) => (s['properties'].on.type = ['string', 'null']),
  ],
  [
    'another type of elements',
    '/properties/guests/items/type',
    (s) => (s['properties'].guests.items.type = 'string'),
  ],
  ['no type of elements', '/properties/guests/items', (s) => delete s['properties'].guests.items],
  ['a narrowed enum', '/properties/mood/enum', (s) => s['properties'].mood.enum.pop()],
  [
    'a renamed word of an enum',
    '/properties/mood/enum',
    (s) => (s['properties'].mood.enum = ['glad', 'unhappy']),
  ],
  ['a new enum', '/properties/currency/enum', (s) => (s['properties'].currency.enum = ['CNY'])],
  [
    'an enum that became any text',
    '/properties/mood/enum',
    (s) => delete s['properties'].mood.enum,
  ],
  ['a higher minimum', '/properties/seats/minimum', (s) => (s['properties'].seats.minimum = 2)],
  ['a lower maximum', '/properties/seats/maximum', (s) => (s['properties'].seats.maximum = 9)],
  [
    'a new bound',
    '/properties/currency/maxLength',
    (s) => (s['properties'].currency.maxLength = 3),
  ],
  [
    'a longer shortest text',
    '/properties/host/properties/remark/minLength',
    (s) => (s['properties'].host.properties.remark.minLength = 3),
  ],
  [
    'a shorter longest text',
    '/properties/host/properties/remark/maxLength',
    (s) => (s['properties'].host.properties.remark.maxLength = 19),
  ],
  [
    'a shorter longest personal text',
    '/properties/host/properties/name/x-plain-text/maxLength',
    (s) => (s['properties'].host.properties.name['x-plain-text'].maxLength = 8),
  ],
  ['fewer elements', '/properties/guests/maxItems', (s) => (s['properties'].guests.maxItems = 4)],
  ['more elements', '/properties/guests/minItems', (s) => (s['properties'].guests.minItems = 2)],
  [
    'another pattern',
    '/properties/currency/pattern',
    (s) => (s['properties'].currency.pattern = '^[A-Z]{4}$'),
  ],
  [
    'a new pattern',
    '/properties/host/properties/remark/pattern',
    (s) => (s['properties'].host.properties.remark.pattern = '^x'),
  ],
  ['no pattern', '/properties/currency/pattern', (s) => delete s['properties'].currency.pattern],
  ['another format', '/properties/on/format', (s) => (s['properties'].on.format = 'date-time')],
  ['no format', '/properties/on/format', (s) => delete s['properties'].on.format],
  [
    'an object that was opened',
    '/properties/host/additionalProperties',
    (s) => (s['properties'].host.additionalProperties = true),
  ],
  ['one that was closed', '/additionalProperties', (s) => (s['additionalProperties'] = false)],
  [
    'a personal mark added',
    '/properties/currency/x-personal',
    (s) => (s['properties'].currency['x-personal'] = true),
  ],
  [
    'a personal mark removed',
    '/properties/host/properties/name/x-personal',
    (s) => delete s['properties'].host.properties.name['x-personal'],
  ],
  [
    'a branch added',
    '/properties/by/anyOf',
    (s) => s['properties'].by.anyOf.push({ type: 'object' }),
  ],
  ['a branch removed', '/properties/by/anyOf', (s) => s['properties'].by.anyOf.pop()],
  [
    'a tighter branch',
    '/properties/by/anyOf/0/maxLength',
    (s) => (s['properties'].by.anyOf[0].maxLength = 4),
  ],
  [
    'branches in the place of a type',
    '/properties/on/anyOf',
    (s) => (s['properties'].on = { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] }),
  ],
  ['another name', '/x-event-type', (s) => (s['x-event-type'] = 'gongdan.GuestsInvited.v1')],
  ['another topic', '/x-topics', (s) => (s['x-topics'] = ['<prefix>.guests.v1'])],
  ['a keyword that no rule knows', '/not', (s) => (s['not'] = { required: ['on'] })],
];

const COMPATIBLE: readonly Plant[] = [
  [
    'a new optional member',
    '/properties/room',
    (s) => (s['properties'].room = { type: 'string', maxLength: 5 }),
  ],
  [
    'a nested new optional member',
    '/properties/host/properties/phone',
    (s) => (s['properties'].host.properties.phone = { type: 'string' }),
  ],
  [
    'a new optional member of elements',
    '/properties/guests/items/properties/name',
    (s) => (s['properties'].guests.items.properties.name = { type: 'string', 'x-personal': true }),
  ],
  ['a widened enum', '/properties/mood/enum', (s) => s['properties'].mood.enum.push('bored')],
  ['a lower minimum', '/properties/seats/minimum', (s) => (s['properties'].seats.minimum = 0)],
  ['a higher maximum', '/properties/seats/maximum', (s) => (s['properties'].seats.maximum = 11)],
  ['no maximum', '/properties/seats/maximum', (s) => delete s['properties'].seats.maximum],
  [
    'a longer longest text',
    '/properties/host/properties/remark/maxLength',
    (s) => (s['properties'].host.properties.remark.maxLength = 21),
  ],
  [
    'a wider branch',
    '/properties/by/anyOf/0/maxLength',
    (s) => (s['properties'].by.anyOf[0].maxLength = 6),
  ],
];

const SILENT: readonly (readonly [string, (schema: Node) => void])[] = [
  ['nothing', () => undefined],
  [
    'other words',
    (s) => {
      s['description'] = 'Somebody invited people.';
      s['properties'].mood.description = 'How they felt.';
      s['examples'] = [];
    },
  ],
  ['another order of a word list', (s) => s['properties'].mood.enum.reverse()],
  ['another order of what is required', (s) => s['required'].reverse()],
  ['another order of branches', (s) => s['properties'].by.anyOf.reverse()],
  [
    'another order of members',
    (s) =>
      (s['properties'] = Object.fromEntries(Object.entries(s['properties'] as object).reverse())),
  ],
];

describe('comparing a published schema with the one declared now', () => {
  it.each(BREAKING)('calls it breaking: %s', (_what, pointer, plant) => {
    const breaks = changesOf(plant).filter(({ breaking }) => breaking);
    expect(breaks.map((change) => change.pointer)).toContain(pointer);
  });

  it.each(COMPATIBLE)('calls it compatible, and names it: %s', (_what, pointer, plant) => {
    expect(changesOf(plant)).toEqual([
      { pointer, breaking: false, what: expect.stringMatching(/\w/) },
    ]);
  });

  it.each(SILENT)('finds nothing: %s', (_what, plant) => {
    expect(changesOf(plant)).toEqual([]);
  });

  it('says what became of it', () => {
    const says = (plant: (schema: Node) => void) => changesOf(plant).map(({ what }) => what);
    expect(says((s) => s['required'].push('on'))).toEqual([
      "'on' is required now, and older events may lack it",
    ]);
    expect(says((s) => (s['properties'].mood.enum = ['sad', 'bored']))).toEqual([
      '"glad" was removed',
      '"bored" may come, too',
    ]);
    expect(says((s) => (s['properties'].seats.minimum = 2))).toEqual(['tighter: 1 became 2']);
    expect(says((s) => delete s['properties'].seats.maximum)).toEqual(['wider: 10 was removed']);
  });

  it.each(allVersionsEver().map((contract) => [versionName(contract), contract] as const))(
    'takes every member of %s away, and each removal breaks',
    (_name, contract) => {
      const schema = publishedSchema(contract);
      expect(compareSchemas(schema, schema)).toEqual([]);
      for (const name of Object.keys(schema['properties'] as object)) {
        const { [name]: _removed, ...properties } = schema['properties'] as Node;
        const changes = compareSchemas(schema, { ...schema, properties });
        expect(changes).toContainEqual({
          pointer: `/properties/${name}`,
          breaking: true,
          what: 'the member was removed',
        });
      }
    },
  );
});
