import { describe, expect, it } from '@jest/globals';
import { FORGOTTEN } from '@gongdan/contracts';
import { define, emptied, fits, TABLE_NAME_LENGTH_MAX } from './definition.js';
import type { Projection } from './projection.js';
import { ticketSheet } from './testing/ticket-sheet.js';

const changed = (changes: object): Projection => ({ ...ticketSheet, ...changes });
const withColumns = (columns: object): Projection =>
  changed({ columns: { ...ticketSheet.columns, ...columns } });

describe('a projection’s definition', () => {
  it('yields its consumer, and hears of forgotten customers where it has personal columns', () => {
    const definition = define(ticketSheet);
    expect(definition.consumer).toBe('projection:ticket-sheet');
    expect(definition.types).toEqual([...ticketSheet.types, 'CustomerForgotten']);
    expect(definition.folds.has('CustomerForgotten')).toBe(false);
    expect(definition.indexes.at(-1)).toBe('(customer_id)');
  });

  it('needs nothing of the kind where nothing is personal', () => {
    const columns = { id: { type: 'text' }, count: { type: 'integer' } };
    const definition = define(changed({ columns }));
    expect(definition.types).toEqual(ticketSheet.types);
    expect(definition.indexes).toEqual(ticketSheet.indexes);
  });

  const text = { type: 'text' };
  it.each([
    ['a name that is no kebab case', changed({ name: 'Ticket_Sheet' }), 'kebab case'],
    ['version 0', changed({ version: 0 }), 'its version'],
    ['half a version', changed({ version: 1.5 }), 'its version'],
    ['a table with a space', changed({ table: 'a b' }), 'its table'],
    ['a table that could be a next one', changed({ table: 'a__next' }), 'its table'],
    ['a long table name', changed({ table: 'x'.repeat(TABLE_NAME_LENGTH_MAX + 1) }), 'its table'],
    ['a column with a quote', withColumns({ 'a"b': text }), 'a"b'],
    ['a key that is no column', changed({ key: 'nowhere' }), 'nowhere'],
    ['a key of another type', changed({ key: 'remark_count' }), 'type text'],
    ['a key that may be null', changed({ key: 'contact_name' }), 'not nullable'],
    ['no types', changed({ types: [] }), 'no event type'],
    ['nobody to forget', withColumns({ customer_id: { type: 'integer' } }), 'customer_id'],
    [
      'a personal column that cannot be emptied',
      withColumns({ details: { type: 'jsonb', personal: true } }),
      'details',
    ],
    ['a personal key', withColumns({ id: { type: 'text', personal: true } }), "'id'"],
  ])('is refused for %s', (_, projection, words) => {
    expect(() => define(projection)).toThrow(
      expect.objectContaining({
        code: 'PROJECTION.BAD_DEFINITION',
        message: expect.stringContaining(words),
      }),
    );
  });

  it('accepts a table name at the limit', () => {
    define(changed({ table: 'x'.repeat(TABLE_NAME_LENGTH_MAX) }));
  });

  it('empties personal cells, and leaves a row alone that has none', () => {
    const definition = define(ticketSheet);
    const row = { id: '1', contact_name: 'Customer One', last_remark: 'x', details: {} };
    const empty = { id: '1', contact_name: null, last_remark: FORGOTTEN, details: null };
    expect(emptied(definition, row)).toEqual(empty);
    expect(emptied(definition, empty)).toBe(empty);
  });

  it('fits a live table with just the same columns', () => {
    const { columns } = define(ticketSheet);
    const live = { ...ticketSheet.columns };
    const { title, ...without } = live;
    expect(fits(live, columns)).toBe(true);
    expect(fits({ ...without, title: { ...title, nullable: true } }, columns)).toBe(false);
    expect(fits({ ...without, title: { type: 'jsonb' } }, columns)).toBe(false);
    expect(fits({ ...live, more: { type: 'text' } }, columns)).toBe(false);
    expect(fits(without, columns)).toBe(false);
  });
});
