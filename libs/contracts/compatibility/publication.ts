import { createHash } from 'node:crypto';
import type { JsonSchema } from '../json-schema.js';
import { compareSchemas, type SchemaChange } from './compare-schemas.js';

/** What is written down of one published schema beside its file. */
export interface Published {
  /** SHA-256 of the schema: a file that was edited by hand does not fit it. */
  readonly sha256: string;
  /** Every compatible change since the version was first published, the oldest first. */
  readonly changes: readonly string[];
}

/** The folder of published schemas, by name (`TicketRegistered.v1`). */
export interface Publication {
  readonly schemas: ReadonlyMap<string, JsonSchema>;
  readonly index: ReadonlyMap<string, Published>;
}

export interface Judgement {
  /** What may not be, each with what to do. Nothing is published while there is one. */
  readonly refusals: readonly string[];
  /** What is new or has changed compatibly, to be published. */
  readonly due: ReadonlyMap<string, { readonly schema: JsonSchema; readonly entry: Published }>;
}

/**
 * Holds what is declared now against what was published. The index is the memory: a published schema may
 * neither vanish nor be edited, and under one name it may change in compatible ways only.
 */
export function judgePublication(
  { schemas, index }: Publication,
  declared: ReadonlyMap<string, JsonSchema>,
): Judgement {
  const refusals: string[] = [];
  const due = new Map<string, { schema: JsonSchema; entry: Published }>();
  for (const name of schemas.keys()) {
    if (!index.has(name)) refusals.push(`${name}.json stands in no index: delete the file.`);
  }
  for (const [name, entry] of index) {
    const schema = schemas.get(name);
    if (schema === undefined) {
      refusals.push(`${name}.json is published and missing: restore it from version control.`);
    } else if (fingerprintOf(schema) !== entry.sha256) {
      refusals.push(`${name}.json was edited by hand: restore it from version control.`);
    }
    if (!declared.has(name)) refusals.push(withdrawn(name));
  }
  for (const [name, schema] of declared) {
    const published = schemas.get(name);
    const entry = index.get(name);
    if (published === undefined || entry === undefined) {
      if (entry === undefined) due.set(name, { schema, entry: entryOf(schema, []) });
      continue;
    }
    if (fingerprintOf(schema) === fingerprintOf(published)) continue;
    const changes = compareSchemas(published, schema);
    const breaks = changes.filter(({ breaking }) => breaking);
    if (breaks.length > 0) refusals.push(broken(name, breaks));
    else
      due.set(name, { schema, entry: entryOf(schema, [...entry.changes, ...changes.map(said)]) });
  }
  return { refusals, due };
}

const fingerprintOf = (schema: JsonSchema): string =>
  createHash('sha256').update(JSON.stringify(schema)).digest('hex');

const entryOf = (schema: JsonSchema, changes: readonly string[]): Published => ({
  sha256: fingerprintOf(schema),
  changes,
});

const said = ({ pointer, what }: SchemaChange): string => `${pointer}: ${what}`;

const withdrawn = (name: string): string =>
  `${name} is published, and nothing declares it any more. Logs and topics hold its events for ever: ` +
  'keep its declaration, in libs/contracts/earlier-versions.ts if a newer version takes its place.';

const broken = (name: string, changes: readonly SchemaChange[]): string =>
  [
    `${name} changed in a way that breaks its readers:`,
    ...changes.map((change) => `  ${said(change)}`),
    '  Take the change back, or declare it: raise schemaVersion, move the old declaration to',
    '  libs/contracts/earlier-versions.ts, register an upcaster and name the new version in the CHANGELOG',
    '  (docs/reference/compatibility.md). Only where this version has never left your branch: delete its',
    '  file and its entry in libs/contracts/published/index.json and publish it again.',
  ].join('\n');
