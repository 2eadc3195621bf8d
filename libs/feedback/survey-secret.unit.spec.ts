import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SURVEY_SECRET_BYTES } from './domain/survey-token.js';
import { surveySecretIn } from './survey-secret.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('surveySecretIn', () => {
  it('makes a secret once and finds it again', () => {
    const path = join(folder, 'keys', 'survey-links.key');
    const secret = surveySecretIn(path);
    expect(secret).toHaveLength(SURVEY_SECRET_BYTES);
    expect(surveySecretIn(path)).toEqual(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['survey-links.key']);
  });

  it('makes another one elsewhere', () => {
    const one = surveySecretIn(join(folder, 'one'));
    expect(surveySecretIn(join(folder, 'two'))).not.toEqual(one);
  });

  it('says clearly that a file is no secret', () => {
    const path = join(folder, 'survey-links.key');
    writeFileSync(path, 'short');
    expect(() => surveySecretIn(path)).toThrow('it holds 5 bytes instead of 32');
  });
});
