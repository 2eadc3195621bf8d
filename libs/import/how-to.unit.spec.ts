import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PAUSE_REASONS } from '@gongdan/contracts';
import { SPECIAL_FORMATS } from './mapping/time-reader.js';
import { MappingSchema } from './mapping/mapping-schema.js';
import { ROW_CODES } from './rows/rejection.js';
import { REPAIR_ORDERS, Workshop } from './testing/importing.js';

const page = readFileSync(
  join(import.meta.dirname, '../../docs/how-to/import-an-event-log.md'),
  'utf8',
);

/** Every key that some object of the schema knows. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const properties = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...properties, ...Object.values(schema).flatMap(keysOf)];
}

describe('the how-to about imports', () => {
  it('explains every key of a mapping, every word and every code', () => {
    const keys = [...new Set(keysOf(MappingSchema))];
    expect(keys.length).toBeGreaterThan(40);
    const words = [...keys, ...SPECIAL_FORMATS, ...PAUSE_REASONS, ...Object.keys(ROW_CODES)];
    const headings = ['file', 'times', 'fields', 'states'].filter((heading) =>
      page.includes(`### ${heading}\n`),
    );
    expect(headings).toHaveLength(4);
    const missing = words.filter(
      (word) => !headings.includes(word) && !new RegExp(`\`${word}(: \\w+)?\``).test(page),
    );
    expect(missing).toEqual([]);
  });

  it('shows the mapping of its example as it is, and what comes of it', async () => {
    const mapping = readFileSync(REPAIR_ORDERS.mapping, 'utf8');
    expect(page).toContain(mapping.slice(mapping.indexOf('log: repair')));
    const workshop = new Workshop();
    try {
      const { rows, applied, noChange, rejected, tickets, events } =
        await workshop.import(REPAIR_ORDERS);
      expect(page).toContain(
        `${rows} rows = ${applied} applied + ${noChange} no change + ${rejected} rejected`,
      );
      expect(page).toContain(`${tickets} tickets, ${events} new events`);
      for (const { line, code, column, value, reason } of workshop.rejects()) {
        expect(page).toContain(`${line},${code},${column},${value},${reason},`);
      }
    } finally {
      workshop.done();
    }
  });
});
