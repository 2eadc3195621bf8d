import { describe, expect, it } from '@jest/globals';
import type { JsonSchema } from '../json-schema.js';
import { judgePublication, type Publication } from './publication.js';

const NAME = 'PeopleInvited.v1';
const SCHEMA = { type: 'object', properties: { mood: { enum: ['glad', 'sad'] } } };
const WIDER = { type: 'object', properties: { mood: { enum: ['glad', 'sad', 'bored'] } } };
const NARROWER = { type: 'object', properties: { mood: { enum: ['glad'] } } };
const OTHER_WORDS = { ...SCHEMA, description: 'Somebody invited people.' };

const declaring = (schema: JsonSchema) => new Map([[NAME, schema]]);
const EMPTY: Publication = { schemas: new Map(), index: new Map() };

/** The folder after an update: what is due is written. */
function published(schema: JsonSchema, before: Publication = EMPTY): Publication {
  const { refusals, due } = judgePublication(before, declaring(schema));
  expect(refusals).toEqual([]);
  return {
    schemas: new Map([
      ...before.schemas,
      ...[...due].map(([name, one]) => [name, one.schema] as const),
    ]),
    index: new Map([...before.index, ...[...due].map(([name, one]) => [name, one.entry] as const)]),
  };
}

describe('judging what is published', () => {
  it('has nothing to say where nothing changed', () => {
    const { refusals, due } = judgePublication(published(SCHEMA), declaring(SCHEMA));
    expect({ refusals, due: due.size }).toEqual({ refusals: [], due: 0 });
  });

  it('lets new names in', () => {
    const { refusals, due } = judgePublication(EMPTY, declaring(SCHEMA));
    expect({ refusals, due: [...due.keys()] }).toEqual({ refusals: [], due: [NAME] });
  });

  it('lets compatible changes in, and remembers each', () => {
    expect(published(WIDER, published(SCHEMA)).index.get(NAME)?.changes).toEqual([
      '/properties/mood/enum: "bored" may come, too',
    ]);
    const more = { ...WIDER, properties: { ...WIDER.properties, seats: { type: 'integer' } } };
    expect(published(more, published(WIDER, published(SCHEMA))).index.get(NAME)?.changes).toEqual([
      '/properties/mood/enum: "bored" may come, too',
      '/properties/seats: a new member',
    ]);
  });

  it('lets other words in, which are nothing to remember', () => {
    const after = published(OTHER_WORDS, published(SCHEMA));
    expect(after.schemas.get(NAME)).toEqual(OTHER_WORDS);
    expect(after.index.get(NAME)?.changes).toEqual([]);
  });

  it('refuses a breaking change with its place and the way out, and has nothing due', () => {
    const { refusals, due } = judgePublication(published(SCHEMA), declaring(NARROWER));
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain(NAME);
    expect(refusals[0]).toContain('/properties/mood/enum: "sad" was removed');
    expect(refusals[0]).toContain('raise schemaVersion');
    expect(due.size).toBe(0);
  });

  it('refuses that a published name is declared no more', () => {
    const { refusals } = judgePublication(published(SCHEMA), new Map());
    expect(refusals).toEqual([expect.stringContaining('earlier-versions.ts')]);
  });

  it('refuses a file that was edited to fit the contract', () => {
    const { index } = published(SCHEMA);
    const edited = { schemas: declaring(NARROWER), index };
    const { refusals, due } = judgePublication(edited, declaring(NARROWER));
    expect(refusals).toEqual([expect.stringContaining('was edited by hand')]);
    expect(due.size).toBe(0);
  });

  it('refuses a file that was deleted, and does not write it anew', () => {
    const { index } = published(SCHEMA);
    const { refusals, due } = judgePublication({ schemas: new Map(), index }, declaring(NARROWER));
    expect(refusals).toEqual([expect.stringContaining('restore it')]);
    expect(due.size).toBe(0);
  });

  it('refuses a file that is in no index', () => {
    const stray = { schemas: declaring(SCHEMA), index: new Map() };
    expect(judgePublication(stray, declaring(SCHEMA)).refusals).toEqual([
      expect.stringContaining('stands in no index'),
    ]);
  });
});
