import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { declaredErrors, filesThatComposeCodes } from './declared-errors.js';
import { errorReference } from './error-reference.js';

const PAGE = new URL('../../docs/reference/errors.md', import.meta.url);

describe('the reference of error codes', () => {
  it('says what every code means', async () => {
    const silent = (await errorReference())
      .split('\n')
      .filter((line) => /^\| `[^|]*\|[^|]*\| +\|/.test(line));
    expect(silent).toEqual([]);
    expect(declaredErrors().length).toBeGreaterThan(100);
  });

  it('says what to do about every refusal of a stage', () => {
    const refusals = declaredErrors().filter(({ file }) => file.endsWith('-refusals.ts'));
    expect(refusals.filter(({ hint }) => hint === undefined).map(({ code }) => code)).toEqual([]);
    expect(refusals.length).toBeGreaterThan(50);
  });

  it('misses none, since every code stands in the sources as one whole word', () => {
    expect(filesThatComposeCodes()).toEqual([]);
  });

  it('is what the sources say (UPDATE_DOCS=1 rewrites it)', async () => {
    const page = await errorReference();
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });
});
