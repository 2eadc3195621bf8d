import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headFindingLine, refuseLostKeys } from './open-stores.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-stores-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('keys that are not there', () => {
  it('are not called lost where another process begins the log at this moment', async () => {
    const keys = join(folder, 'keys');
    const begun = {
      lastPosition: () => {
        mkdirSync(keys);
        return Promise.resolve(1);
      },
    };
    await expect(refuseLostKeys(keys, begun)).resolves.toBeUndefined();
    rmSync(keys, { recursive: true });
    const lost = { lastPosition: () => Promise.resolve(1) };
    await expect(refuseLostKeys(keys, lost)).rejects.toMatchObject({ code: 'KEY_VAULT.LOST' });
  });
});

describe('a finding about the signed head', () => {
  const finding = { position: 7, stream: null, message: 'It is so.' };

  it('is told with the file and what to do', () => {
    expect(headFindingLine('/data/log-head.json', { ...finding, kind: 'forged-head' })).toBe(
      'The signed head of the log cannot be trusted: It is so. `gongdan verify` says whether the log itself is whole.',
    );
    expect(headFindingLine('/data/log-head.json', { ...finding, kind: 'cut-tail' })).toBe(
      'The log contradicts its signed head, /data/log-head.json: It is so. `gongdan verify` says more. After a restore from a backup remove the file, as docs/how-to/back-up-and-restore.md says.',
    );
  });
});
