import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CsvRecords, RECORD_CHARS_MAX, type CsvDialect, type CsvRecord } from './csv-records.js';
import { csvLine } from './csv-line.js';

const comma: CsvDialect = { delimiter: ',', quote: '"', escape: 'doubled' };

const read = (text: string, dialect = comma, pieceChars = text.length || 1): CsvRecord[] => {
  const reader = new CsvRecords(dialect);
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += pieceChars) {
    for (const record of reader.push(text.slice(at, at + pieceChars))) records.push(record);
  }
  return records.concat(reader.end());
};

const fieldsOf = (text: string, dialect = comma) => read(text, dialect).map(({ fields }) => fields);

describe('CsvRecords', () => {
  it('splits plain and quoted fields, with any line end and with none at the end', () => {
    expect(fieldsOf('a,b\r\n"c,1","d""x"\ne,')).toEqual([
      ['a', 'b'],
      ['c,1', 'd"x'],
      ['e', ''],
    ]);
    expect(fieldsOf('a,"b"\r')).toEqual([['a', 'b']]);
    expect(fieldsOf('a,b\rc,d\r')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('knows the line on which a record begins, over empty lines and line ends in quotes', () => {
    const records = read('a\n\n"b\nb",1\r\nc\n');
    expect(records.map(({ line }) => line)).toEqual([1, 3, 5]);
    expect(records[1]).toEqual({ line: 3, text: '"b\nb",1', fields: ['b\nb', '1'] });
  });

  it('takes a quote inside an unquoted field for what it is', () => {
    expect(fieldsOf('5" pipe,x\n')).toEqual([['5" pipe', 'x']]);
  });

  it('loses one line, not the rest of the file, to a quote that is never closed', () => {
    const records = read('a,1\n"b,2\nc,3\n"d",4\ne,5\n');
    expect(records.map(({ line, problem }) => [line, problem])).toEqual([
      [1, undefined],
      [2, 'broken-quotes'],
      [3, undefined],
      [4, undefined],
      [5, undefined],
    ]);
    expect(records[1]?.text).toBe('"b,2');
  });

  it('accepts a record at the limit and drops one above it, in one piece or many', () => {
    const longest = 'x'.repeat(RECORD_CHARS_MAX);
    for (const pieceChars of [RECORD_CHARS_MAX * 3, 65_536]) {
      const records = read(`a\n${longest}\n${longest}y\nz\n`, comma, pieceChars);
      expect(records.map(({ line, problem }) => [line, problem])).toEqual([
        [1, undefined],
        [2, undefined],
        [3, 'record-too-long'],
        [4, undefined],
      ]);
    }
    const unclosed = read(`"${'x\n'.repeat(RECORD_CHARS_MAX)}`, comma, 65_536);
    expect(unclosed[0]?.problem).toBe('broken-quotes');
    expect(unclosed).toHaveLength(RECORD_CHARS_MAX);
  });

  it('knows other delimiters, no quotes, and quotes escaped by a backslash', () => {
    expect(fieldsOf("a;'b;c'\n", { delimiter: ';', quote: "'", escape: 'doubled' })).toEqual([
      ['a', 'b;c'],
    ]);
    expect(fieldsOf('a||"b||c\n', { delimiter: '||', quote: null, escape: 'doubled' })).toEqual([
      ['a', '"b', 'c'],
    ]);
    expect(fieldsOf('"a\\"b\\\\",c\n', { ...comma, escape: 'backslash' })).toEqual([
      ['a"b\\', 'c'],
    ]);
  });

  it('reads back whatever was written, however the pieces fall', () => {
    const field = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é'),
      maxLength: 6,
    });
    const row = fc.array(field, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), (rows, size) => {
        const text = rows.map((fields) => `${csvLine(fields)}\n`).join('');
        expect(read(text, comma, size).map(({ fields }) => fields)).toEqual(rows);
      }),
    );
  });

  it('answers the same records for garbage, however the pieces fall', () => {
    const garbage = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\\', '\0'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        garbage,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (text, size, backslash) => {
          const dialect = { ...comma, escape: backslash ? 'backslash' : 'doubled' } as const;
          const piecewise = read(text, dialect, size);
          expect(piecewise).toEqual(read(text, dialect));
          expect(piecewise.map(({ line }) => line)).toEqual(
            piecewise.map(({ line }) => line).sort((a, b) => a - b),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
