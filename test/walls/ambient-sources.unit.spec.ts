import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

/** Time, randomness and ids come through ports; these files are the ports’ adapters, or make secrets. */
const ADAPTERS: readonly RegExp[] = [/^libs\/platform\/ports\//, /^libs\/event-store\/key-vault\//];

const AMBIENT = /\bDate\.now\(\)|\bnew Date\(\s*\)|\bMath\.random\(\)|\brandomUUID\(/;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.endsWith('.spec.ts') && !file.includes('/testing/'));
}

function offences(files: readonly string[]): string[] {
  return files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        AMBIENT.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line) ? [`${file}:${index + 1}`] : [],
      ),
  );
}

describe('time, randomness and ids', () => {
  it('reach production code through their ports only', () => {
    const files = [...sources('libs'), ...sources('apps')].filter(
      (file) => !ADAPTERS.some((adapter) => adapter.test(file)),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(offences(files)).toEqual([]);
  });

  it('are recognised where they are taken from the surroundings', () => {
    for (const line of ['const now = Date.now();', 'new Date()', 'x = Math.random()']) {
      expect(AMBIENT.test(line)).toBe(true);
    }
    expect(AMBIENT.test('new Date(recorded.time)')).toBe(false);
  });
});
