import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { csvOf } from './csv.js';
import { formatOf } from './formats.js';
import { hoursOf, tableOf, type Table } from './table.js';
import { xlsxOf } from './xlsx.js';
import { inflateRawSync } from 'node:zlib';

const HOSTILE = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'];
const table = (texts: readonly string[]) =>
  tableOf(
    'sheet',
    [
      ['text', (text: string) => text],
      ['length', (text: string) => text.length],
    ],
    texts,
  );

describe('CSV', () => {
  it('begins with a byte order mark and has its titles first', () => {
    expect(csvOf(table(['a']))).toBe('\uFEFFtext,length\r\na,1\r\n');
  });

  it('quotes what needs quotes', () => {
    expect(csvOf(table(['a,"b"\nc']))).toContain('"a,""b""\nc",7\r\n');
  });

  it.each(HOSTILE)('makes a text of %j, which a spreadsheet would compute', (text) => {
    const [, line = ''] = csvOf(table([text])).split(/\r\n(?!=)/);
    expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
  });

  it('leaves numbers numbers, also negative ones, and nothing empty', () => {
    const numbers = tableOf('n', [['n', (n: number | null) => n]], [-1.5, null]);
    expect(csvOf(numbers)).toBe('\uFEFFn\r\n-1.5\r\n\r\n');
  });
});

describe('an Excel file', () => {
  it('is a workbook whose texts are texts', async () => {
    const bytes = await xlsxOf(table(HOSTILE));
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    const xml = entriesOf(bytes);
    expect(xml).toContain('=1+1');
    expect(xml).not.toContain('<f>');
  });
});

describe('the format', () => {
  it.each([
    [undefined, undefined, 'json'],
    [undefined, '*/*', 'json'],
    [undefined, 'text/csv', 'csv'],
    [undefined, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
    ['json', 'text/csv', 'json'],
  ] as const)('of %s and %s is %s', (query, accept, format) => {
    expect(formatOf(query, accept)).toBe(format);
  });
});

it('hours have two decimals', () => {
  expect([hoursOf(5_400_000), hoursOf(60_000), hoursOf(null)]).toEqual([1.5, 0.02, null]);
});

/** The texts of all entries of a ZIP file, by its directory. */
function entriesOf(bytes: Buffer): string {
  let text = '';
  const mark = 'PK\u0001\u0002';
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 4)) {
    const header = bytes.readUInt32LE(at + 42);
    const from = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28);
    const content = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
    text +=
      bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(content).toString() : content.toString();
  }
  return text;
}

describe('a long table', () => {
  const rows = Array.from({ length: 2_000 }, (_, row) =>
    Array.from({ length: 20 }, (_cell, column) => `${row}.${column}`),
  );
  const long: Table = {
    name: 'long',
    columns: rows[0]!.map((title) => ({ title, width: 10 })),
    rows,
  };

  it('is written beside what else the process has to do', async () => {
    const over = new AbortController();
    const writing = xlsxOf(long).finally(() => over.abort());
    let turns = 0;
    for (; !over.signal.aborted; turns++) await setImmediate();
    expect((await writing).length).toBeGreaterThan(100_000);
    // Written between two turns of the event loop it leaves room for a handful.
    expect(turns).toBeGreaterThan(100);
  });

  it('that cannot be written is a failure, and the next one is written', async () => {
    await expect(xlsxOf({ ...long, name: '[no name of a sheet]' })).rejects.toThrow(/sheet/i);
    expect((await xlsxOf(table(['a']))).length).toBeGreaterThan(1_000);
  });
});
