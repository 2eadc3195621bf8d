import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { GongdanError } from '@gongdan/core';
import { loadMapping, parseMapping } from './load-mapping.js';
import { MAPPING_BYTES_MAX } from './mapping-document.js';

const VALID = `log: repairs
times:
  formats: ['dd.MM.yyyy HH:mm']
  zone: Europe/Berlin
fields:
  case: { column: Auftrag }
  state: { column: Stand }
  time: { column: Zeit }
  customer: { column: Kunde }
  title: { column: Gerät }
  category: { value: paid }
states:
  -100: { to: registered }
  07: { to: closed }
`;

const complaints = (text: string): string[] => {
  try {
    parseMapping('repairs.yaml', text);
    return [];
  } catch (error) {
    if (!(error instanceof GongdanError)) throw error;
    expect(error.code).toBe('IMPORT.MAPPING_INVALID');
    return error.message.split('\n');
  }
};

const changed = (from: string, to: string): string[] => {
  expect(VALID).toContain(from);
  return complaints(VALID.replace(from, to));
};

describe('loadMapping', () => {
  it('takes keys and values as they look, numbers and booleans only where they belong', () => {
    const { mapping } = parseMapping('x.yaml', `${VALID}file: { header: false, columns: 7 }\n`);
    expect(Object.keys(mapping.states)).toEqual(['-100', '07']);
    expect(mapping.file).toEqual({ header: false, columns: 7 });
  });

  it('accepts every mapping that comes with the engine', () => {
    const folder = join(import.meta.dirname, '../../../config/imports');
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(files).toContain('servicenow-incidents.yaml');
    for (const file of files) expect(loadMapping(join(folder, file)).mapping.log).not.toBe('');
  });

  it.each(["['epoch-seconds', epoch-milliseconds]", "['yyyy-MM-dd HH:mm ZZ']"])(
    'needs no zone where all times say theirs, as %s do',
    (formats) => {
      const text = VALID.replace("['dd.MM.yyyy HH:mm']", formats);
      expect(complaints(text.replace('  zone: Europe/Berlin\n', ''))).toEqual([]);
      expect(complaints(text.replace('Europe/Berlin', 'CST'))).toHaveLength(1);
    },
  );

  it.each(['dd.MM.yyyy HH:mm', 'iso', 'excel-days', "yyyy-MM-dd 'Z'"])(
    'needs a zone for times in the form %s',
    (format) => {
      const formats = `'epoch-seconds', ${JSON.stringify(format)}`;
      const text = VALID.replace("'dd.MM.yyyy HH:mm'", formats);
      expect(complaints(text.replace('  zone: Europe/Berlin\n', ''))).toEqual([
        `repairs.yaml:2: 'times.zone' is missing: times in the form '${format}' need not say their offset; give an IANA zone such as Europe/Berlin`,
      ]);
    },
  );

  it('names file and line of everything that is wrong, at once', () => {
    const text = VALID.replace('zone: Europe/Berlin', 'zone: Mars/Olympus')
      .replace('dd.MM.yyyy HH:mm', 'DD.MM.YYYY')
      .replace('value: paid', 'value: gratis');
    expect(complaints(text)).toEqual([
      "repairs.yaml:3: the form 'DD.MM.YYYY' 'Y' is no token (a year is yyyy); write words between single quotes",
      "repairs.yaml:4: 'Mars/Olympus' is no IANA zone such as Europe/Berlin",
      "repairs.yaml:11: 'gratis' is no category; known: paid, contract, free, internal",
    ]);
  });

  it.each([
    [
      'unknown keys',
      'title: {',
      'titel: {',
      /:10: 'fields' has an unknown key 'titel'; known: case, state/,
    ],
    ['missing keys', '  time: { column: Zeit }\n', '', /:\d+: 'fields' lacks 'time'/],
    [
      'a field without a source',
      '{ value: paid }',
      '{ values: { a: paid } }',
      /:11: 'fields.category' needs exactly one of/,
    ],
    [
      'two sources',
      '{ value: paid }',
      '{ value: paid, column: x }',
      /:11: 'fields.category' needs exactly one of/,
    ],
    [
      'no mapping where one must be',
      '{ value: paid }',
      'paid',
      /:11: 'fields.category' must be a mapping/,
    ],
    [
      'templates without columns',
      '{ column: Gerät }',
      '{ template: Auftrag }',
      /:10: 'fields.title' names no \{column\}/,
    ],
    [
      'whenOther without values',
      '{ column: Gerät }',
      '{ column: G, whenOther: x }',
      /:10: 'fields.title' has whenOther/,
    ],
    [
      'unknown reasons to pause',
      '{ to: closed }',
      '{ to: paused, pause: lunch }',
      /:14: 'states.07.pause' is 'lunch'; known: waiting/,
    ],
    ['log names that make bad ids', 'log: repairs', 'log: Our Log', /:1: 'log' must match pattern/],
    ['the same state twice', '  07:', '  -100:', /:\d+: not valid YAML: Map keys must be unique/],
    [
      'an abbreviated zone',
      'zone: Europe/Berlin',
      'zone: CST',
      /:4: 'CST' is no IANA zone such as/,
    ],
    ['broken YAML', 'zone: Europe/Berlin', 'zone: [Europe', /: not valid YAML/],
    ['aliases', '{ value: paid }', '{ value: *x }', /not supported|Unresolved alias/],
  ])('refuses %s', (_what, from, to, complaint) => {
    expect(changed(from, to).join('\n')).toMatch(complaint);
  });

  it.each([
    ['quote: \'""\'', /:15: '""' must be one character, or none/],
    ["delimiter: '\"'", /the delimiter cannot hold the quote/],
    ['delimiter: "\\n"', /the delimiter cannot be a line end/],
    ['skipLines: many', /'file.skipLines' must be a whole number/],
    ['skipLines: 1001', /'file.skipLines' must be <= 1000/],
    ['header: perhaps', /'file.header' must be true or false/],
    ['encoding: ebcdic', /'file.encoding' is 'ebcdic'; known: utf-8, latin1/],
  ])('refuses a file that is %s', (line, complaint) => {
    expect(complaints(`${VALID}file: { ${line} }\n`).join('\n')).toMatch(complaint);
  });

  it('refuses what is no mapping at all', () => {
    expect(complaints('')).toEqual([
      'repairs.yaml:1: the mapping must be a mapping (indented `key: value` lines)',
    ]);
    expect(complaints('- a\n- b\n')[0]).toMatch(/repairs.yaml:1: the mapping must be a mapping/);
  });

  it('says which file cannot be read, and refuses one above the limit', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gongdan-mapping-'));
    try {
      const path = join(folder, 'large.yaml');
      expect(() => loadMapping(path)).toThrow(/Cannot read the mapping .*large.yaml: .*ENOENT/);
      writeFileSync(path, VALID.padEnd(MAPPING_BYTES_MAX - 20, ' '));
      expect(loadMapping(path).mapping.log).toBe('repairs');
      writeFileSync(path, VALID.padEnd(MAPPING_BYTES_MAX + 1, ' '));
      expect(() => loadMapping(path)).toThrow(/larger than 1000000 bytes/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
