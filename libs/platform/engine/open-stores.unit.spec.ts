import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { refuseLostKeys } from './open-stores.js';

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
