import { describe, expect, it } from '@jest/globals';
import { cellText, columnText, copyText } from './cells.js';

describe('cells as PostgreSQL’s text', () => {
  it('tells no value from an empty one', () => {
    expect(cellText(null, 'text')).toBeNull();
    expect(cellText(undefined, 'jsonb')).toBeNull();
    expect(copyText(null, 'text')).toBe('\\N');
    expect(copyText('', 'text')).toBe('');
    expect(copyText('\\N', 'text')).toBe('\\\\N');
  });

  it('writes lists as array literals with every element quoted', () => {
    expect(cellText([], 'text[]')).toBe('{}');
    expect(cellText(['a', 'NULL', '', 'b"c\\d'], 'text[]')).toBe('{"a","NULL","","b\\"c\\\\d"}');
    expect(copyText(['a\\'], 'text[]')).toBe('{"a\\\\\\\\"}');
  });

  it('writes a column of many rows as one literal', () => {
    expect(columnText([], 'text')).toBe('{}');
    expect(columnText(['', null, 'a,b', '}"\\'], 'text')).toBe('{"",NULL,"a,b","}\\"\\\\"}');
    expect(columnText([1, undefined, -2], 'bigint')).toBe('{1,NULL,-2}');
    expect(columnText([true, false], 'boolean')).toBe('{true,false}');
    expect(columnText(['2026-03-02T09:00:00.000Z'], 'timestamptz')).toBe(
      '{2026-03-02T09:00:00.000Z}',
    );
    expect(columnText([['a'], []], 'text[]')).toBe('{"{\\"a\\"}","{}"}');
    expect(columnText([{ a: 1 }], 'jsonb')).toBe('{"{\\"a\\":1}"}');
  });

  it('lets no cell of a bare type break out of its place', () => {
    expect(columnText(['1,2', ''], 'integer')).toBe('{"1,2",""}');
  });

  it('writes any JSON, strings and numbers included', () => {
    expect(cellText('text', 'jsonb')).toBe('"text"');
    expect(cellText(1.5, 'jsonb')).toBe('1.5');
    expect(cellText({ a: [null, { b: '"' }] }, 'jsonb')).toBe('{"a":[null,{"b":"\\""}]}');
  });

  it('escapes what would end a COPY’s cell or line', () => {
    expect(copyText('a\tb\nc\rd', 'text')).toBe('a\\tb\\nc\\rd');
    expect([copyText(true, 'boolean'), copyText(-12, 'bigint')]).toEqual(['true', '-12']);
  });
});
