import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { envelopeSchemas } from './asyncapi/envelopes.js';
import { judgePublication, type Publication, type Published } from './compatibility/publication.js';
import { allVersionsEver, versionName } from './earlier-versions.js';
import type { JsonSchema } from './json-schema.js';
import { publishedSchema } from './published-schema.js';

/**
 * One schema per event type and version ever published, and one per envelope. What other systems rely on:
 * a file is added or changed compatibly (UPDATE_CONTRACTS=1), never anything else.
 */
const FOLDER = join(import.meta.dirname, 'published');
const INDEX = 'index.json';
const CHANGELOG = join(import.meta.dirname, '../../CHANGELOG.md');

const read = (file: string): unknown => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

const write = async (file: string, content: unknown): Promise<void> =>
  writeFileSync(
    join(FOLDER, file),
    await format(JSON.stringify(content, null, 2), { parser: 'json', printWidth: 100 }),
  );

const publication = (): Publication => ({
  schemas: new Map(
    readdirSync(FOLDER)
      .filter((file) => file !== INDEX)
      .map((file) => [file.replace(/\.json$/, ''), read(file) as JsonSchema]),
  ),
  index: new Map(Object.entries(read(INDEX) as Record<string, Published>)),
});

const declared = (): ReadonlyMap<string, JsonSchema> =>
  new Map([
    ...allVersionsEver().map(
      (contract) => [versionName(contract), publishedSchema(contract)] as const,
    ),
    ...envelopeSchemas,
  ]);

async function publish({ refusals, due }: ReturnType<typeof judgePublication>): Promise<void> {
  if (refusals.length > 0 || due.size === 0) return;
  const index = new Map(publication().index);
  for (const [name, { schema, entry }] of due) {
    await write(`${name}.json`, schema);
    index.set(name, entry);
  }
  await write(INDEX, Object.fromEntries([...index].sort(([a], [b]) => (a < b ? -1 : 1))));
}

describe('published schemas', () => {
  it('are what the contracts say, and never changed in a way that breaks readers', async () => {
    if (process.env['UPDATE_CONTRACTS'] === '1') {
      await publish(judgePublication(publication(), declared()));
    }
    const { refusals, due } = judgePublication(publication(), declared());
    if (refusals.length > 0) throw new Error(refusals.join('\n'));
    if (due.size > 0) {
      const lines = [...due].map(([name, { entry }]) =>
        [name, ...entry.changes.map((change) => `  ${change}`)].join('\n'),
      );
      throw new Error(
        `${lines.join('\n')}\nnew or changed compatibly, and not published yet: ` +
          'UPDATE_CONTRACTS=1 npm test -- libs/contracts',
      );
    }
  });

  it('are named in the changelog, as `<Type>.v<n>` with backticks, where they are a newer version', () => {
    const changelog = readFileSync(CHANGELOG, 'utf8');
    const silent = [...publication().index.keys()].filter(
      (name) => !name.endsWith('.v1') && !changelog.includes(`\`${name}\``),
    );
    expect(silent).toEqual([]);
  });

  it('hold closed objects only: on write nothing undeclared gets in', () => {
    const open = [...declared()].filter(
      ([name, schema]) =>
        !envelopeSchemas.has(name) && JSON.stringify(schema).includes('"additionalProperties"'),
    );
    expect(open).toEqual([]);
  });
});
