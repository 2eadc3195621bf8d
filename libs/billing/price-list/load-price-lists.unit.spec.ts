import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configFolder } from '@gongdan/platform';
import { priceListOn } from '../domain/price-list.js';
import { loadPriceLists, PRICE_MINOR_MAX } from './load-price-lists.js';

const shipped = configFolder('price-lists');

describe('the price list that comes with the engine', () => {
  it('is valid and in force today and in the past years', () => {
    const lists = loadPriceLists(shipped);
    expect(priceListOn(lists, '2016-02-29').currency).toBe('CNY');
  });
});

describe('loading price lists', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gongdan-prices-'));
    cpSync(shipped, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const alter = (from: RegExp, to: string, name = 'standard.yaml') => {
    const text = readFileSync(join(folder, 'standard.yaml'), 'utf8');
    expect(text).toMatch(from);
    writeFileSync(join(folder, name), text.replace(from, to));
  };

  it.each([
    [/^labourPerQuarterHour: .*$/m, 'labourPerQuarterHour: 12.5', 'must be integer'],
    [/^labourPerQuarterHour: .*$/m, `labourPerQuarterHour: ${PRICE_MINOR_MAX + 1}`, 'must be <='],
    [/^labourPerQuarterHour: .*$/m, 'labourPerQuarterHour: -1', 'must be >= 0'],
    [/^currency: .*$/m, 'currency: yuan', 'must look like CNY'],
    [/^validFrom: .*$/m, 'validFrom: 2026-02-30', 'must match format'],
    [/^issueAtOnceUpTo: .*$/m, 'issueAtOnceUpTo: never', 'must be integer'],
  ])('refuses %s as %j and names file and line', (from, to, words) => {
    alter(from, to);
    expect(() => loadPriceLists(folder)).toThrow(/^standard\.yaml:\d+: /);
    expect(() => loadPriceLists(folder)).toThrow(words);
  });

  it('takes the highest price', () => {
    alter(/^labourPerQuarterHour: .*$/m, `labourPerQuarterHour: ${PRICE_MINOR_MAX}`);
    expect(loadPriceLists(folder)[0]?.labourPerQuarterHour).toBe(PRICE_MINOR_MAX);
  });

  it('refuses two lists from one day or with one id', () => {
    alter(/^id: .*$/m, 'id: other', 'twin.yaml');
    expect(() => loadPriceLists(folder)).toThrow(/twin\.yaml: validFrom .* another price list/);
    alter(/^validFrom: .*$/m, 'validFrom: 2030-01-01', 'twin.yaml');
    expect(() => loadPriceLists(folder)).toThrow(/twin\.yaml: id standard .* another price list/);
  });
});
