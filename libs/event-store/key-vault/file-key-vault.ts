import { createSecretKey, hash, type KeyObject } from 'node:crypto';
import { GongdanError, invariant, LeastRecentlyUsed } from '@gongdan/core';
import { KeyFiles } from './key-files.js';
import {
  customerForgotten,
  DESTRUCTION_SEEN_WITHIN_MS,
  vaultUnavailable,
  type KeyVault,
} from './key-vault.js';

/** Keys kept in memory (about 1 kB each); a miss costs about 0.1 ms. */
const KEYS_CACHED_MAX = 20_000;

export interface FileKeyVaultOptions {
  readonly keysCachedMax?: number;
  /** A clock that never steps, in milliseconds. */
  readonly monotonicNowMs?: () => number;
}

type Entry = KeyObject | 'destroyed';

/**
 * Keys as files in a folder beside the database, shared by any number of processes on one machine. Needs
 * a file system with hard links. Used keys stay in memory until another process destroys any key: that
 * shows in the size of one file, which is looked at once per DESTRUCTION_SEEN_WITHIN_MS and not per key.
 */
export class FileKeyVault implements KeyVault {
  private readonly cache: LeastRecentlyUsed<string, Entry>;
  private readonly underway = new Map<string, Promise<Entry | undefined>>();
  private lookedAtMs = -Infinity;
  private destructions = 0;

  private constructor(
    private readonly files: KeyFiles,
    private readonly monotonicNowMs: () => number,
    keysCachedMax: number,
  ) {
    this.cache = new LeastRecentlyUsed(keysCachedMax);
  }

  /** Makes the folder where it is missing and finishes what a crash left half done. */
  static async open(folder: string, options: FileKeyVaultOptions = {}): Promise<FileKeyVault> {
    const now = options.monotonicNowMs ?? (() => performance.now());
    const files = await guarded(KeyFiles.open(folder));
    return new FileKeyVault(files, now, options.keysCachedMax ?? KEYS_CACHED_MAX);
  }

  async keyFor(customerId: string): Promise<KeyObject> {
    const entry = await this.entryOf(customerId, 'create');
    if (entry === 'destroyed') throw customerForgotten(customerId);
    invariant(entry !== undefined, 'a key that was made is there');
    return entry;
  }

  async existingKey(customerId: string): Promise<KeyObject | undefined> {
    const entry = await this.entryOf(customerId, 'read');
    return entry === 'destroyed' ? undefined : entry;
  }

  async isDestroyed(customerId: string): Promise<boolean> {
    return (await this.entryOf(customerId, 'read')) === 'destroyed';
  }

  async destroy(customerId: string): Promise<void> {
    await guarded(this.files.destroy(this.pathOf(customerId)));
    this.lookedAtMs = -Infinity;
    this.underway.clear();
  }

  private async entryOf(customerId: string, how: 'read' | 'create'): Promise<Entry | undefined> {
    this.forgetWhereDestroyed();
    const known = this.cache.get(customerId);
    if (known !== undefined) return known;
    const task = `${how} ${customerId}`;
    let loading = this.underway.get(task);
    if (!loading) {
      loading = this.load(customerId, how).finally(() => this.underway.delete(task));
      this.underway.set(task, loading);
    }
    return loading;
  }

  private async load(customerId: string, how: 'read' | 'create'): Promise<Entry | undefined> {
    const path = this.pathOf(customerId);
    const destructionsBefore = this.destructions;
    const content = await guarded(
      how === 'create' ? this.files.readOrCreate(path) : this.files.read(path),
    );
    if (content === undefined) return undefined;
    const entry = content === 'destroyed' ? content : opaque(content);
    // What was read while something was destroyed may be out of date already.
    if (this.destructions === destructionsBefore) this.cache.set(customerId, entry);
    return entry;
  }

  private forgetWhereDestroyed(): void {
    const now = this.monotonicNowMs();
    if (now - this.lookedAtMs < DESTRUCTION_SEEN_WITHIN_MS) return;
    let destructions;
    try {
      destructions = this.files.destructions();
    } catch (error) {
      throw vaultUnavailable(error);
    }
    this.lookedAtMs = now;
    if (destructions === this.destructions) return;
    this.destructions = destructions;
    this.cache.clear();
  }

  private pathOf(customerId: string): string {
    invariant(customerId.isWellFormed(), 'a customer id is well-formed Unicode');
    return this.files.pathOf(hash('sha256', customerId, 'hex'));
  }
}

/** A key object copies the bytes into memory that JavaScript cannot read; four times faster in use, too. */
function opaque(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** Failures of the file system as what they mean to a caller. */
async function guarded<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof GongdanError ? error : vaultUnavailable(error);
  }
}
