import { constants } from 'node:fs';
import { link, open, rename, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the engine’s own user may read what lies in the vault. */
const FILE_MODE = 0o600;

/**
 * True for an error of the file system with one of these codes. Looks at the code alone: under a test
 * runner errors of Node’s own modules are no `Error` of the running realm.
 */
export const isFileError = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes(String((error as { readonly code?: unknown } | null)?.code));

/** Undefined where there is no such file. */
export async function openIfThere(path: string, flags: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Writes a new file and forces it to disk; its name is forced by whoever links or renames it. */
export async function writeDurably(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces (or makes) `path` in one step: a reader sees the old content or the new, also after a crash. */
export async function replaceDurably(
  path: string,
  temporaryPath: string,
  content: Uint8Array | string,
): Promise<void> {
  try {
    await writeDurably(temporaryPath, content);
    await rename(temporaryPath, path);
  } catch (error) {
    await unlinkIfThere(temporaryPath);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Answers false, and changes nothing, where `to` exists already or `from` is gone. */
export async function linkIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isFileError(error, 'EEXIST', 'ENOENT')) return false;
    throw error;
  }
}

export async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isFileError(error, 'ENOENT')) throw error;
  }
}

/** Forces the names in a folder to disk. Windows keeps them itself and refuses the call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
