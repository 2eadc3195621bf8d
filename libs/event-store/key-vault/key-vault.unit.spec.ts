import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { FileKeyVault } from './file-key-vault.js';
import { InMemoryKeyVault } from './in-memory-key-vault.js';
import { KEY_BYTES, type KeyVault } from './key-vault.js';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'gongdan-keys-'));
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

const adapters: [string, () => Promise<KeyVault>][] = [
  ['InMemoryKeyVault', async () => new InMemoryKeyVault()],
  ['FileKeyVault', () => FileKeyVault.open(newFolder())],
];

describe.each(adapters)('%s', (_name, open) => {
  it('makes one key per customer and keeps it', async () => {
    const vault = await open();
    const key = await vault.keyFor('customer-1');
    expect(key.export()).toHaveLength(KEY_BYTES);
    expect((await vault.keyFor('customer-1')).equals(key)).toBe(true);
    expect((await vault.existingKey('customer-1'))?.equals(key)).toBe(true);
    expect((await vault.keyFor('customer-2')).equals(key)).toBe(false);
  });

  it('answers everybody who asks at once with the same key', async () => {
    const vault = await open();
    const keys = await Promise.all(Array.from({ length: 50 }, () => vault.keyFor('customer-1')));
    const exported = keys.map((key) => key.export().toString('hex'));
    expect(new Set(exported).size).toBe(1);
  });

  it('never makes a key when only asked for an existing one', async () => {
    const vault = await open();
    expect(await vault.existingKey('customer-1')).toBeUndefined();
    expect(await vault.isDestroyed('customer-1')).toBe(false);
    expect(await vault.existingKey('customer-1')).toBeUndefined();
  });

  it('destroys a key for good, and may be told so twice', async () => {
    const vault = await open();
    await vault.keyFor('customer-1');
    const other = await vault.keyFor('customer-2');
    await vault.destroy('customer-1');
    await vault.destroy('customer-1');
    expect(await vault.existingKey('customer-1')).toBeUndefined();
    expect(await vault.isDestroyed('customer-1')).toBe(true);
    await expect(vault.keyFor('customer-1')).rejects.toMatchObject({
      code: 'CUSTOMER.FORGOTTEN',
      category: 'rejected',
    });
    expect(await vault.isDestroyed('customer-2')).toBe(false);
    expect((await vault.existingKey('customer-2'))?.equals(other)).toBe(true);
  });

  it('never gives a key to a customer who was forgotten before having one', async () => {
    const vault = await open();
    await vault.destroy('customer-1');
    await expect(vault.keyFor('customer-1')).rejects.toMatchObject({ code: 'CUSTOMER.FORGOTTEN' });
  });

  it('tells ids apart that differ in letters, composition or strange signs only', async () => {
    const vault = await open();
    const ids = [
      'a',
      'A',
      'é',
      'e\u0301',
      '../../etc/passwd',
      '客户',
      'a\u202eb',
      'CON',
      'a/b',
      '',
    ];
    const keys = await Promise.all(ids.map((id) => vault.keyFor(id)));
    expect(new Set(keys.map((key) => key.export().toString('hex'))).size).toBe(ids.length);
  });
});
