import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import type { GongdanError } from '@gongdan/core';
import { CONFIG_FILE_LENGTH_MAX, readConfigFolder, readConfigText } from './config-file.js';

const schema = Type.Object(
  {
    id: Type.String({ minLength: 1 }),
    days: Type.Integer({ minimum: 1, maximum: 90 }),
    regions: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

const placesOf = (text: string) =>
  readConfigText(text, schema).violations.map(({ path, message }) => `${path}: ${message}`);

describe('readConfigText', () => {
  it('reads what the schema allows', () => {
    const { content, violations } = readConfigText('id: one\ndays: 90\nregions: {a: 1}', schema);
    expect(violations).toEqual([]);
    expect(content).toEqual({ id: 'one', days: 90, regions: { a: 1 } });
  });

  it('names the line of every wrong, unknown and missing member', () => {
    expect(placesOf('id: one\ndays: 91\nregions:\n  a: 1\n  b: -1\nshade: blue')).toEqual([
      '6: shade is not known',
      '2: days must be <= 90',
      '5: regions.b must be >= 0',
    ]);
    expect(placesOf('id: one\ndays: 1')).toEqual([
      "1: the file must have required property 'regions'",
    ]);
  });

  it('tells the line of a value, or of what is nearest to it, for checks of one’s own', () => {
    const { lineOf } = readConfigText('id: one\ndays: 1\nregions:\n  a: 1\n  b: 2\n', schema);
    expect(lineOf(['regions', 'b'])).toBe(5);
    expect(lineOf(['regions', 'missing', 0])).toBe(4);
    expect(lineOf([])).toBe(1);
  });

  it('names the line of what is not YAML, and of doubled keys', () => {
    expect(placesOf('id: one\ndays: [1\n')).toHaveLength(1);
    expect(placesOf('id: one\nid: two')[0]).toMatch(/^2: Map keys must be unique/);
  });

  it('names the line of a second document, and of references to nothing and to too much', () => {
    expect(placesOf('id: one\n---\nid: two')).toEqual([
      '2: a second document begins here (---): write it into a file of its own',
    ]);
    expect(placesOf('id: &it one\ndays: *that\nregions: *it')).toEqual([
      '2: *that refers to nothing: no &that stands before it',
    ]);
    const tenfold = (name: string) => `[${Array.from({ length: 10 }, () => name).join()}]`;
    expect(
      placesOf(`id: &a ${tenfold('x')}\ndays: &b ${tenfold('*a')}\nregions: ${tenfold('*b')}`),
    ).toEqual(['3: references (*name) to what itself holds references: too many; write it out']);
    expect(placesOf('id: one\ndays: &days 2\nregions: { a: *days }')).toEqual([]);
  });

  it('refuses what is not a mapping, and what is too long', () => {
    expect(placesOf('')).toHaveLength(1);
    expect(placesOf('- 1')).toHaveLength(1);
    const comment = `#${' '.repeat(CONFIG_FILE_LENGTH_MAX)}`;
    expect(placesOf(comment)[0]).toContain('longer than');
  });
});

describe('readConfigFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongdan-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const failure = (place = folder): GongdanError => {
    try {
      readConfigFolder(place, schema);
    } catch (error) {
      return error as GongdanError;
    }
    throw new Error('it was accepted');
  };

  it('reads every file, by name', () => {
    writeFileSync(join(folder, 'b.yaml'), 'id: b\ndays: 1\nregions: {}');
    writeFileSync(join(folder, 'a.yml'), 'id: a\ndays: 1\nregions: {}');
    writeFileSync(join(folder, 'notes.txt'), 'not a price list');
    expect(readConfigFolder(folder, schema).map(({ content }) => content.id)).toEqual(['a', 'b']);
  });

  it('tells all faults of all files at once, with file and line', () => {
    writeFileSync(join(folder, 'a.yaml'), 'id: a\ndays: 0\nregions: {}');
    writeFileSync(join(folder, 'b.yaml'), 'id: b\ndays: 1\nregions: {}\nshade: blue');
    expect(failure().code).toBe('CONFIG.INVALID');
    expect(failure().message).toBe('a.yaml:2: days must be >= 1\nb.yaml:4: shade is not known');
  });

  it('refuses an empty folder and a missing one', () => {
    expect(failure().message).toContain('holds no *.yaml file');
    expect(failure(join(folder, 'missing')).message).toContain('cannot be read');
  });
});
