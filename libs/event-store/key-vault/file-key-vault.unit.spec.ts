import { hash } from 'node:crypto';
import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileKeyVault, type FileKeyVaultOptions } from './file-key-vault.js';
import { DESTRUCTION_SEEN_WITHIN_MS, KEY_BYTES } from './key-vault.js';

const NAME = hash('sha256', 'customer-1', 'hex');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gongdan-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const keyPath = () => join(folder, NAME.slice(0, 2), NAME);
const open = (options?: FileKeyVaultOptions) => FileKeyVault.open(folder, options);
const hexKey = async (vault: FileKeyVault) =>
  (await vault.keyFor('customer-1')).export().toString('hex');

describe('FileKeyVault', () => {
  it('keeps a key as 32 bytes that only its user may read, under a name that tells nothing', async () => {
    const vault = await open();
    const key = await vault.keyFor('customer-1');
    expect(readFileSync(keyPath()).equals(key.export())).toBe(true);
    expect(statSync(keyPath()).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, NAME.slice(0, 2))).mode & 0o077).toBe(0);
    expect(readdirSync(join(folder, 'creating'))).toEqual([]);
  });

  it('finds its keys again', async () => {
    const before = await hexKey(await open());
    expect(await hexKey(await open())).toBe(before);
  });

  it('agrees on one key between processes that ask at the same moment', async () => {
    const vaults = await Promise.all(Array.from({ length: 8 }, () => open()));
    for (let customer = 0; customer < 10; customer++) {
      const keys = await Promise.all(vaults.map((vault) => vault.keyFor(`racer-${customer}`)));
      expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(1);
    }
    expect(readdirSync(join(folder, 'creating'))).toEqual([]);
  });

  it('reads no file for a key it has in memory', async () => {
    const vault = await open();
    const key = await vault.keyFor('customer-1');
    rmSync(keyPath());
    expect(await vault.keyFor('customer-1')).toBe(key);
    expect(await vault.existingKey('customer-1')).toBe(key);
  });

  it('keeps at most so many keys in memory', async () => {
    const vault = await open({ keysCachedMax: 2 });
    const first = await vault.keyFor('customer-1');
    await vault.keyFor('customer-2');
    expect(await vault.keyFor('customer-1')).toBe(first);
    await vault.keyFor('customer-3');
    await vault.keyFor('customer-4');
    const again = await vault.keyFor('customer-1');
    expect(again).not.toBe(first);
    expect(again.equals(first)).toBe(true);
  });

  it('sees what another process destroyed once the time limit has passed, not before', async () => {
    let nowMs = 0;
    const vault = await open({ monotonicNowMs: () => nowMs });
    await vault.keyFor('customer-1');
    const other = await open();
    await other.destroy('customer-1');
    nowMs = DESTRUCTION_SEEN_WITHIN_MS - 1;
    expect(await vault.existingKey('customer-1')).toBeDefined();
    nowMs = DESTRUCTION_SEEN_WITHIN_MS;
    expect(await vault.existingKey('customer-1')).toBeUndefined();
    await expect(vault.keyFor('customer-1')).rejects.toMatchObject({ code: 'CUSTOMER.FORGOTTEN' });
  });

  it('leaves no byte of a destroyed key, and a tombstone that the next opening honours', async () => {
    const vault = await open();
    await vault.keyFor('customer-1');
    const backDoor = join(folder, 'second-name');
    linkSync(keyPath(), backDoor);
    await vault.destroy('customer-1');
    expect(readFileSync(backDoor)).toEqual(Buffer.alloc(KEY_BYTES));
    expect(readFileSync(keyPath(), 'utf8')).toBe('destroyed\n');
    expect(readdirSync(join(folder, 'destroying'))).toEqual([]);
    await expect((await open()).keyFor('customer-1')).rejects.toMatchObject({
      code: 'CUSTOMER.FORGOTTEN',
    });
  });

  it('survives that several processes destroy and make the same key at once', async () => {
    const vaults = await Promise.all(Array.from({ length: 4 }, () => open()));
    for (let round = 0; round < 6; round++) {
      const id = `contended-${round}`;
      await Promise.allSettled(vaults.map((vault) => vault.keyFor(id)));
      const destructions = await Promise.allSettled(
        vaults.flatMap((vault) => [vault.destroy(id), vault.keyFor(id).then(() => undefined)]),
      );
      for (const [index, { status }] of destructions.entries()) {
        if (index % 2 === 0) expect(status).toBe('fulfilled');
      }
      expect(await (await open()).isDestroyed(id)).toBe(true);
    }
    expect(readdirSync(join(folder, 'destroying'))).toEqual([]);
  });

  it('finishes on opening what a crash left half destroyed', async () => {
    const vault = await open();
    await vault.keyFor('customer-1');
    linkSync(keyPath(), join(folder, 'destroying', NAME));
    const next = await open();
    expect(await next.isDestroyed('customer-1')).toBe(true);
    expect(existsSync(join(folder, 'destroying', NAME))).toBe(false);
  });

  it('uses a key whose maker crashed before taking its first name away', async () => {
    const before = await hexKey(await open());
    linkSync(keyPath(), join(folder, 'creating', 'left-over'));
    expect(await hexKey(await open())).toBe(before);
  });

  it('clears away half-made keys once they are old, and leaves the young to their makers', async () => {
    await open();
    const old = join(folder, 'creating', 'old');
    const young = join(folder, 'creating', 'young');
    for (const path of [old, young]) writeFileSync(path, 'half');
    utimesSync(old, 1_000, 1_000);
    await open();
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it('refuses a damaged key file by name, and can still destroy it', async () => {
    await (await open()).keyFor('customer-1');
    truncateSync(keyPath(), KEY_BYTES - 1);
    const vault = await open();
    await expect(vault.keyFor('customer-1')).rejects.toMatchObject({
      code: 'KEY_VAULT.DAMAGED',
      message: expect.stringContaining(NAME),
    });
    await vault.destroy('customer-1');
    expect(await vault.isDestroyed('customer-1')).toBe(true);
  });

  it('says that it is unavailable when its folder is gone, and never makes a new key then', async () => {
    const vault = await open();
    rmSync(folder, { recursive: true });
    await expect(vault.keyFor('customer-1')).rejects.toMatchObject({
      code: 'KEY_VAULT.UNAVAILABLE',
      category: 'transient',
    });
  });
});
