import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GongdanError } from '@gongdan/core';
import { parseMapping } from '../mapping/load-mapping.js';
import { mappingOf, readRows } from '../testing/reading.js';

const HEADER = 'Auftrag,Stand,Zeit,Kunde,Extra';
const read = (line: string, loaded = mappingOf()) => readRows(loaded, `${HEADER}\n${line}\n`)[0];

const rejectionOf = (line: string, loaded = mappingOf()) => {
  const result = read(line, loaded);
  if (result === undefined || result.ok) throw new Error('the row was accepted');
  return result.rejection;
};

const rowOf = (line: string, loaded = mappingOf()) => {
  const result = read(line, loaded);
  if (result === undefined || !result.ok) throw new Error(result?.rejection.reason);
  return result.row;
};

describe('RowReader', () => {
  it('reads a row', () => {
    expect(rowOf('A-1, neu ,2026-03-02 08:15,Kunde 4,')).toMatchObject({
      line: 2,
      text: 'A-1, neu ,2026-03-02 08:15,Kunde 4,',
      caseKey: 'A-1',
      state: { to: 'registered' },
      time: '2026-03-02T08:15:00.000Z',
      customer: { key: 'Kunde 4', name: 'Kunde 4' },
      title: 'A-1',
      category: 'paid',
      technician: undefined,
    });
  });

  it('reads a field only in the rows that are about it', () => {
    const loaded = mappingOf({
      fields: `customer: { column: Kunde }
  title: { column: Auftrag }
  category: { value: paid }
  technician: { column: Wert, where: { column: Feld, is: Techniker } }
  priority: { column: Wert, where: { column: 5, is: Dringlichkeit }, values: { eilig: high } }
  author: { value: someone, whenEmpty: nobody, where: { column: Feld, is: Techniker } }`,
    });
    const rows = readRows(
      loaded,
      `Auftrag,Stand,Zeit,Kunde,Feld,Wert
A,neu,2026-03-02 08:15,K,Techniker,T 1
A,neu,2026-03-02 08:15,K, Dringlichkeit ,eilig
A,neu,2026-03-02 08:15,K,Ort,Berlin
A,neu,2026-03-02 08:15,K,Dringlichkeit,T 1
`,
    );
    expect(rows.slice(0, 3)).toMatchObject([
      { ok: true, row: { technician: { key: 'T 1' }, priority: undefined, author: 'someone' } },
      { ok: true, row: { technician: undefined, priority: 'high', author: undefined } },
      { ok: true, row: { technician: undefined, priority: undefined, author: undefined } },
    ]);
    expect(rows[3]).toMatchObject({ ok: false, rejection: { code: 'ROW.UNKNOWN_VALUE' } });
  });

  it('keeps texts as the file has them, control characters too', () => {
    expect(rowOf('A-1,neu,2026-03-02 08:15,Kun\u000bde\u0085,')).toMatchObject({
      customer: { key: 'Kun\u000bde\u0085' },
    });
  });

  it.each([
    ['A-1,neu,2026-03-02 08:15,Kunde', 'ROW.COLUMN_COUNT', '', 'has 4 columns instead of 5'],
    ['A-1,neu,2026-03-02 08:15,Kunde,,', 'ROW.COLUMN_COUNT', '', 'has 6 columns instead of 5'],
    [
      '"A-1,neu,2026-03-02 08:15,Kunde,',
      'ROW.BROKEN_QUOTES',
      '',
      'cannot be taken apart into columns',
    ],
    ['\u200b,neu,2026-03-02 08:15,Kunde,', 'ROW.EMPTY', 'Auftrag', 'there is no case id'],
    ['A-1,neu,2026-03-02 08:15,Kunde,x\0', 'ROW.NUL_CHARACTER', '', 'holds a NUL character'],
    [
      'A-1,neu,2026-03-02 08:15,Kunde,\uFFFD',
      'ROW.BAD_ENCODING',
      '',
      'holds bytes that are not utf-8',
    ],
    [' ,neu,2026-03-02 08:15,Kunde,', 'ROW.EMPTY', 'Auftrag', 'there is no case id'],
    ['A-1,,2026-03-02 08:15,Kunde,', 'ROW.EMPTY', 'Stand', 'there is no state'],
    ['A-1,neu,,Kunde,', 'ROW.EMPTY', 'Zeit', 'there is no time'],
    [
      'A-1,-100,2026-03-02 08:15,Kunde,',
      'ROW.UNKNOWN_STATE',
      'Stand',
      "the state '-100' is not in the mapping",
    ],
    [
      'A-1,constructor,2026-03-02 08:15,Kunde,',
      'ROW.UNKNOWN_STATE',
      'Stand',
      "the state 'constructor' is not in the mapping",
    ],
    [
      'A-1,neu,2026-02-30 08:15,Kunde,',
      'ROW.BAD_TIME',
      'Zeit',
      'is not a time in the form yyyy-MM-dd HH:mm',
    ],
    [
      'A-1,neu,2026-06-01 00:01,Kunde,',
      'ROW.FUTURE_TIME',
      'Zeit',
      '2026-06-01T00:01:00.000Z has not come yet',
    ],
  ])('rejects %j', (line, code, column, reason) => {
    expect(rejectionOf(line)).toMatchObject({ line: 2, code, column, reason, text: line });
  });

  it('accepts a value at its limit and rejects one above it, or cuts it where told', () => {
    const id = 'x'.repeat(100);
    expect(rowOf(`${id},neu,2026-03-02 08:15,Kunde,`).caseKey).toBe(id);
    expect(rejectionOf(`${id}y,neu,2026-03-02 08:15,Kunde,`)).toMatchObject({
      code: 'ROW.VALUE_TOO_LONG',
      column: 'Auftrag',
      reason: 'is 101 characters long, the limit is 100',
      value: `${id}…`,
    });
    const cutting = mappingOf({
      fields: `customer: { column: Kunde }
  title: { column: Extra, cut: true }
  category: { value: paid }`,
    });
    const long = `${'x'.repeat(198)}😀y`;
    expect(rowOf(`A,neu,2026-03-02 08:15,Kunde,${long}`, cutting).title).toBe(
      `${'x'.repeat(198)}…`,
    );
  });

  it('takes an empty value for nothing said, and words only where they have a meaning', () => {
    const loaded = mappingOf({
      fields: `customer: { column: Kunde, whenEmpty: Somebody }
  title: { template: '{Extra} of {Kunde}', whenEmpty: Something }
  category: { value: paid }
  priority: { column: Extra, whenEmpty: normal, values: { eilig: high } }
  channel: { column: Extra, whenOther: import, values: { eilig: phone } }`,
      rest: "file: { nulls: ['?', '-'] }",
    });
    const empty = rowOf('A,neu,2026-03-02 08:15,?,-', loaded);
    expect(empty).toMatchObject({ customer: undefined, title: undefined, priority: undefined });
    const full = rowOf('A,neu,2026-03-02 08:15,Kunde,eilig', loaded);
    expect(full).toMatchObject({ priority: 'high', channel: 'phone', title: 'eilig of Kunde' });
    expect(rejectionOf('A,neu,2026-03-02 08:15,Kunde,lahm', loaded)).toMatchObject({
      code: 'ROW.UNKNOWN_VALUE',
      column: 'Extra',
      value: 'lahm',
    });
    expect(rowOf('A,neu,2026-03-02 08:15,?,eilig', loaded).title).toBe('eilig of –');
  });

  it('rejects words that the engine does not know, where no meanings are given', () => {
    const loaded = mappingOf({
      fields: `customer: { column: Kunde }
  title: { column: Auftrag }
  category: { column: Extra }`,
    });
    expect(rowOf('A,neu,2026-03-02 08:15,Kunde,free', loaded).category).toBe('free');
    expect(rejectionOf('A,neu,2026-03-02 08:15,Kunde,gratis', loaded).code).toBe(
      'ROW.UNKNOWN_VALUE',
    );
  });

  it('keeps a row of an unknown state where told', () => {
    const loaded = mappingOf({ rest: 'unknownState: keep' });
    expect(rowOf('A,-100,2026-03-02 08:15,Kunde,', loaded).state).toBeUndefined();
    expect(rowOf('A,,2026-03-02 08:15,Kunde,', loaded).state).toBeUndefined();
  });

  it('reads the order columns, and rejects what is no number there', () => {
    const loaded = mappingOf({ rest: 'order: [{ column: Extra, as: number }]' });
    expect(rowOf('A,neu,2026-03-02 08:15,Kunde,"1,5"', loaded).order).toEqual([1.5]);
    expect(rowOf('A,neu,2026-03-02 08:15,Kunde,', loaded).order).toEqual([-Number.MAX_VALUE]);
    expect(rejectionOf('A,neu,2026-03-02 08:15,Kunde,one', loaded).code).toBe('ROW.BAD_NUMBER');
  });

  it('puts case, state and time together from several columns', () => {
    const text = `log: test
times: { formats: ['d.M.yyyy HH:mm'], zone: UTC }
fields:
  case: { template: '{year}-{number}' }
  state: { template: '{status}/{part}' }
  time: { template: '{day} {hour}' }
  customer: { value: Somebody }
  title: { column: number }
  category: { value: paid }
order: [{ template: '{day} {hour}', as: time }]
states: { open/new: { to: registered }, open/same: { to: same } }`;
    const header = 'year,number,status,part,day,hour';
    const [first, second, third] = readRows(
      parseMapping('x.yaml', text),
      `${header}\n26,1,open,new,2.3.2026,08:15\n26,1,open,same,2.3.2026,08:16\n26,1,open,new,,08:15\n`,
    );
    expect(first).toMatchObject({
      row: {
        caseKey: '26-1',
        state: { to: 'registered' },
        time: '2026-03-02T08:15:00.000Z',
        order: ['2026-03-02T08:15:00.000Z'],
      },
    });
    expect(second).toMatchObject({ ok: true, row: { state: undefined } });
    expect(third).toMatchObject({
      rejection: { code: 'ROW.BAD_TIME', column: '{day} {hour}', value: '– 08:15' },
    });
  });

  it('finds columns by number where there is no header', () => {
    const loaded = mappingOf({
      fields: `customer: { column: 4 }
  title: { column: 5 }
  category: { value: paid }`,
      rest: 'file: { header: false }',
    });
    const text = loaded.text.replace('column: Auftrag', 'column: 1');
    expect(text).not.toBe(loaded.text);
    expect(() => readRows(loaded, 'A,neu,2026-03-02 08:15,Kunde,x\n')).toThrow(
      /test.yaml:4: the file has no column 'Auftrag'/,
    );
  });

  it('says which columns are missing before any row is read', () => {
    const missing = (header: string): GongdanError => {
      try {
        readRows(mappingOf(), `${header}\n`);
      } catch (error) {
        if (error instanceof GongdanError) return error;
      }
      throw new Error('nothing was missing');
    };
    const error = missing('Auftrag,Zeit,Zeit,Kunde');
    expect(error.code).toBe('IMPORT.COLUMNS_MISSING');
    expect(error.message).toBe(
      "test.yaml:5: the file has no column 'Stand'\n" +
        "test.yaml:6: the column 'Zeit' is there twice: use its number",
    );
    expect(error.hint).toBe('The file’s columns: Auftrag, Zeit, Zeit, Kunde.');
    expect(missing('Auftrag;Stand;Zeit;Kunde').hint).toMatch(/read as one column/);
  });

  it('never throws for what a row holds', () => {
    const loaded = mappingOf({ rest: 'order: [{ column: Extra, as: number }]' });
    const field = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('neu', 'fertig', 'A', '2026-03-02 08:15', '1', '"', '\n', '\0'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(field, { maxLength: 7 }), { maxLength: 5 }), (lines) => {
        const text = lines.map((line) => line.join(',')).join('\n');
        for (const result of readRows(loaded, `${HEADER}\n${text}`)) {
          expect(result.ok ? result.row.line : result.rejection.line).toBeGreaterThan(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
