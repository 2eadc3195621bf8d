import { isDeepStrictEqual } from 'node:util';
import { isSchemaObject, pointerSegment, type JsonSchema } from '../json-schema.js';

/** What became of one place of a published schema. */
export interface SchemaChange {
  /** JSON pointer into the schema, e.g. `/properties/contact/required`. */
  readonly pointer: string;
  /** Whether a reader of the published schema may fail over it. */
  readonly breaking: boolean;
  /** What happened there, in words. */
  readonly what: string;
}

/** For people only: they may change at will. */
const WORDS: ReadonlySet<string> = new Set([
  '$comment',
  'title',
  'description',
  'examples',
  'deprecated',
]);

const LOWER_BOUNDS = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const UPPER_BOUNDS = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];

type Rule = (was: unknown, is: unknown, pointer: string) => readonly SchemaChange[];

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...[...WORDS].map((keyword) => [keyword, () => []] as const),
  ...LOWER_BOUNDS.map((keyword) => [keyword, bound((was, is) => is > was)] as const),
  ...UPPER_BOUNDS.map((keyword) => [keyword, bound((was, is) => is < was)] as const),
  ['enum', compareWords],
  ['anyOf', compareBranches],
  ['oneOf', compareBranches],
  ['items', compareNodes],
  ['x-plain-text', compareNodes],
]);

/**
 * What changed between a published schema and the one declared now, by the rules that are promised to
 * readers (docs/reference/compatibility.md). A keyword without a rule of its own must not change at all.
 * Empty where nothing but words changed.
 */
export const compareSchemas = (
  published: JsonSchema,
  declared: JsonSchema,
): readonly SchemaChange[] => compareNodes(published, declared, '');

function compareNodes(was: unknown, is: unknown, pointer: string): readonly SchemaChange[] {
  if (!isSchemaObject(was) || !isSchemaObject(is)) return compareValues(was, is, pointer);
  const { properties: oldMembers, required: oldRequired, ...oldRest } = was;
  const { properties: newMembers, required: newRequired, ...newRest } = is;
  return [
    ...namesOf(oldRest, newRest).flatMap((keyword) =>
      (RULES.get(keyword) ?? compareValues)(
        oldRest[keyword],
        newRest[keyword],
        `${pointer}/${pointerSegment(keyword)}`,
      ),
    ),
    ...compareMembers(asMembers(oldMembers), asMembers(newMembers), pointer),
    ...compareRequired(
      { members: asMembers(oldMembers), required: asList(oldRequired) },
      { members: asMembers(newMembers), required: asList(newRequired) },
      `${pointer}/required`,
    ),
  ];
}

/** Of everything no other rule knows: types, patterns, formats, constants, marks … */
function compareValues(was: unknown, is: unknown, pointer: string): readonly SchemaChange[] {
  if (isDeepStrictEqual(was, is)) return [];
  return [breaking(pointer, changed(was, is))];
}

function compareMembers(was: JsonSchema, is: JsonSchema, pointer: string): readonly SchemaChange[] {
  return namesOf(was, is).flatMap((name) => {
    const place = `${pointer}/properties/${pointerSegment(name)}`;
    if (!Object.hasOwn(is, name)) return [breaking(place, 'the member was removed')];
    // Whether it is a required one is said of `required`.
    if (!Object.hasOwn(was, name)) return [compatible(place, 'a new member')];
    return compareNodes(was[name], is[name], place);
  });
}

interface Required {
  readonly members: JsonSchema;
  readonly required: readonly unknown[];
}

function compareRequired(was: Required, is: Required, pointer: string): readonly SchemaChange[] {
  const quoted = (name: unknown): string => `'${String(name)}'`;
  return [
    ...is.required
      .filter((name) => !was.required.includes(name))
      .map((name) =>
        breaking(pointer, `${quoted(name)} is required now, and older events may lack it`),
      ),
    ...was.required
      .filter((name) => !is.required.includes(name) && Object.hasOwn(is.members, String(name)))
      .map((name) => breaking(pointer, `${quoted(name)} always came and may be missing now`)),
  ];
}

function compareWords(was: unknown, is: unknown, pointer: string): readonly SchemaChange[] {
  if (!Array.isArray(was) || !Array.isArray(is)) return compareValues(was, is, pointer);
  const values = (list: readonly unknown[], than: readonly unknown[]): string =>
    list
      .filter((value) => !than.includes(value))
      .map((value) => JSON.stringify(value))
      .join(', ');
  const removed = values(was, is);
  const added = values(is, was);
  return [
    ...(removed === '' ? [] : [breaking(pointer, `${removed} was removed`)]),
    ...(added === '' ? [] : [compatible(pointer, `${added} may come, too`)]),
  ];
}

/** Branches that are the same are left out; the others are compared in pairs of one type. */
function compareBranches(was: unknown, is: unknown, pointer: string): readonly SchemaChange[] {
  if (!Array.isArray(was) || !Array.isArray(is)) return compareValues(was, is, pointer);
  const without = (list: readonly unknown[], other: readonly unknown[]): readonly JsonSchema[] =>
    list.filter((one) => !other.some((two) => isDeepStrictEqual(one, two))) as JsonSchema[];
  const newOnes = [...without(is, was)];
  const changes = without(was, is).flatMap((old) => {
    const index = newOnes.findIndex((branch) => isDeepStrictEqual(branch['type'], old['type']));
    const [pair] = index === -1 ? [] : newOnes.splice(index, 1);
    if (pair !== undefined) return compareNodes(old, pair, `${pointer}/${was.indexOf(old)}`);
    return [breaking(pointer, `the branch ${JSON.stringify(old)} was removed`)];
  });
  const added = newOnes.map((branch) =>
    breaking(pointer, `the branch ${JSON.stringify(branch)} was added`),
  );
  return [...changes, ...added];
}

function bound(isTighter: (was: number, is: number) => boolean): Rule {
  return (was, is, pointer) => {
    if (was === is) return [];
    const numeric = typeof was === 'number' && typeof is === 'number';
    const tighter = is !== undefined && (!numeric || isTighter(was, is));
    const words = `${tighter ? 'tighter' : 'wider'}: ${changed(was, is)}`;
    return [tighter ? breaking(pointer, words) : compatible(pointer, words)];
  };
}

const breaking = (pointer: string, what: string): SchemaChange => ({
  pointer,
  breaking: true,
  what,
});
const compatible = (pointer: string, what: string): SchemaChange => ({
  pointer,
  breaking: false,
  what,
});

const asMembers = (value: unknown): JsonSchema => (isSchemaObject(value) ? value : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const namesOf = (was: JsonSchema, is: JsonSchema): readonly string[] => [
  ...new Set([...Object.keys(was), ...Object.keys(is)]),
];

const changed = (was: unknown, is: unknown): string => {
  if (was === undefined) return `${JSON.stringify(is)} was added`;
  if (is === undefined) return `${JSON.stringify(was)} was removed`;
  return `${JSON.stringify(was)} became ${JSON.stringify(is)}`;
};
