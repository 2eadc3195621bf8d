import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existingSigningKeyIn, keyFileIn, signingKeyIn } from './signing-key.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a key of the engine’s own', () => {
  it('is made once and found again, for the engine’s user alone', async () => {
    const keys = join(folder, 'keys');
    const key = await keyFileIn(keys, 'one.key');
    expect(key.symmetricKeySize).toBe(32);
    expect((await keyFileIn(keys, 'one.key')).equals(key)).toBe(true);
    expect(statSync(join(keys, 'one.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(keys)).toEqual(['one.key']);
  });

  it('is another one under another name', async () => {
    const key = await keyFileIn(folder, 'one.key');
    expect((await keyFileIn(folder, 'two.key')).equals(key)).toBe(false);
  });

  it('is not made for who only looks', async () => {
    expect(await existingSigningKeyIn(folder)).toBeUndefined();
    const key = await signingKeyIn(folder);
    expect((await existingSigningKeyIn(folder))?.equals(key)).toBe(true);
  });

  it('is not taken from a file that is none, which stays as it is', async () => {
    writeFileSync(join(folder, 'one.key'), 'short');
    await expect(keyFileIn(folder, 'one.key')).rejects.toMatchObject({
      code: 'KEY_VAULT.DAMAGED',
      message: `${join(folder, 'one.key')} holds 5 bytes, which is no key.`,
    });
    expect(readFileSync(join(folder, 'one.key'), 'utf8')).toBe('short');
  });
});
