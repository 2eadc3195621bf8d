import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  isFileError,
  linkIfFree,
  syncFolder,
  unlinkIfThere,
  writeDurably,
} from './durable-files.js';
import { KEY_BYTES, vaultDamaged } from './key-vault.js';

const SIGNING_KEY_FILE = 'log-head.key';

/** The key under which the head of the log is signed; made where there is none. */
export const signingKeyIn = (vaultFolder: string): Promise<KeyObject> =>
  keyFileIn(vaultFolder, SIGNING_KEY_FILE);

/** The same for who only looks: undefined where there is none. Never makes one. */
export const existingSigningKeyIn = (vaultFolder: string): Promise<KeyObject | undefined> =>
  read(join(vaultFolder, SIGNING_KEY_FILE));

/**
 * A key of the engine’s own, made where there is none: any number of processes agree on one. It lies in the
 * vault’s folder because that is what an intruder in the database lacks.
 */
export async function keyFileIn(vaultFolder: string, fileName: string): Promise<KeyObject> {
  const path = join(vaultFolder, fileName);
  const existing = await read(path);
  if (existing) return existing;
  await mkdir(vaultFolder, { recursive: true, mode: 0o700 });
  const temporaryPath = `${path}.${randomBytes(8).toString('hex')}`;
  await writeDurably(temporaryPath, randomBytes(KEY_BYTES));
  await linkIfFree(temporaryPath, path);
  await syncFolder(dirname(path));
  await unlinkIfThere(temporaryPath);
  const made = await read(path);
  if (!made) throw vaultDamaged(path, 'could not be made');
  return made;
}

async function read(path: string): Promise<KeyObject | undefined> {
  let bytes;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
  if (bytes.length === KEY_BYTES) return createSecretKey(bytes);
  throw vaultDamaged(path, `holds ${bytes.length} bytes, which is no key`);
}
