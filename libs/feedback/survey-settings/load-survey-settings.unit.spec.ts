import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configFolder } from '@gongdan/platform';
import { loadSurveySettings } from './load-survey-settings.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-surveys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (id: string, days: number, poor: number) => {
  const text = `id: ${id}\nexpiresAfterDays: ${days}\npoorSatisfactionMax: ${poor}\n`;
  writeFileSync(join(folder, 'one.yaml'), text);
  return loadSurveySettings(folder);
};

describe('loadSurveySettings', () => {
  it('reads what comes with the engine', () => {
    expect(loadSurveySettings(configFolder('surveys'))).toEqual({
      id: 'default',
      expiresAfterDays: 14,
      poorSatisfactionMax: 2,
    });
  });

  it('takes the limits and refuses what is beyond, with file and line', () => {
    expect(load('default', 1, 0).expiresAfterDays).toBe(1);
    expect(load('default', 365, 5).expiresAfterDays).toBe(365);
    expect(() => load('default', 0, 2)).toThrow('one.yaml:2: expiresAfterDays must be >= 1');
    expect(() => load('default', 366, 2)).toThrow('one.yaml:2: expiresAfterDays must be <= 365');
    expect(() => load('default', 14, 6)).toThrow('one.yaml:3: poorSatisfactionMax must be <= 5');
  });

  it('misses the default survey', () => {
    expect(() => load('other', 14, 2)).toThrow('has no survey with the id default');
  });
});
