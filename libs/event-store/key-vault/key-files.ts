import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  linkIfFree,
  openIfThere,
  replaceDurably,
  syncFolder,
  unlinkIfThere,
  writeDurably,
} from './durable-files.js';
import { KEY_BYTES, vaultDamaged } from './key-vault.js';

const README_FILE = 'README.txt';
const TOMBSTONE = 'destroyed\n';
const README = `Keys of personal data. Whoever has them and the database can read everything.
Back them up apart from the database, never together with it. Lost keys are lost data.
`;
const CREATE_ATTEMPTS_MAX = 5;
const ABANDONED_AFTER_MS = 60_000;
const SHREDDED = Buffer.alloc(KEY_BYTES);

/**
 * The files of a vault. A key file holds 32 bytes or, once destroyed, a tombstone under the same name, so
 * that making a key (link: fails where the name is taken) and destroying it exclude one another.
 *
 * - `<aa>/<sha256 of the customer’s id>`: keys, in 256 folders made beforehand
 * - `creating/`: unfinished files; `destroying/`: keys on their way out, finished on the next opening
 * - `destructions`: grows by a byte per destroyed key, so that other processes notice by its size
 */
export class KeyFiles {
  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<KeyFiles> {
    if (!existsSync(join(folder, 'destructions'))) await layOut(folder);
    const files = new KeyFiles(folder);
    await files.tidyUp();
    return files;
  }

  /** `name`: lower-case hex SHA-256. */
  pathOf(name: string): string {
    return join(this.folder, name.slice(0, 2), name);
  }

  /** The key’s bytes, as they will still be there after a loss of power. */
  async read(path: string): Promise<Buffer | 'destroyed' | undefined> {
    const file = await openIfThere(path, 'r');
    if (!file) return undefined;
    try {
      const [{ nlink }, content] = [await file.stat(), await file.readFile()];
      // Two names: whoever made it has not yet forced its name to disk (or died before).
      if (nlink > 1) await syncFolder(dirname(path));
      return contentOf(content, path);
    } finally {
      await file.close();
    }
  }

  async readOrCreate(path: string): Promise<Buffer | 'destroyed'> {
    for (let attempt = 1; attempt <= CREATE_ATTEMPTS_MAX; attempt++) {
      const content = await this.read(path);
      if (content !== undefined) return content;
      await this.create(path);
    }
    throw vaultDamaged(path, 'could not be made');
  }

  /** Safe to repeat and to run in several processes at once. */
  async destroy(path: string): Promise<void> {
    const dyingPath = join(this.folder, 'destroying', basename(path));
    if (!(await this.hasTombstone(path))) {
      // The second name keeps the key in reach until its bytes are overwritten.
      await linkIfFree(path, dyingPath);
      await syncFolder(dirname(dyingPath));
      await replaceDurably(path, this.temporaryPath(), TOMBSTONE);
    }
    await this.announce();
    await shred(dyingPath);
  }

  /** Bytes: grows with every destruction by any process. */
  destructions(): number {
    return statSync(join(this.folder, 'destructions')).size;
  }

  private async hasTombstone(path: string): Promise<boolean> {
    const file = await openIfThere(path, 'r');
    if (!file) return false;
    try {
      return isTombstone(await file.readFile());
    } finally {
      await file.close();
    }
  }

  private async create(path: string): Promise<void> {
    const temporaryPath = this.temporaryPath();
    const key = randomBytes(KEY_BYTES);
    await writeDurably(temporaryPath, key);
    key.fill(0);
    await linkIfFree(temporaryPath, path);
    await syncFolder(dirname(path));
    await unlinkIfThere(temporaryPath);
  }

  private async announce(): Promise<void> {
    const file = await open(join(this.folder, 'destructions'), 'a');
    try {
      await file.writeFile('.');
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** After a crash: half-made keys go, half-destroyed ones go all the way. */
  private async tidyUp(): Promise<void> {
    const present = this.temporaryPath();
    await writeDurably(present, '');
    const nowMs = statSync(present).mtimeMs;
    await unlinkIfThere(present);
    for (const name of await readdir(join(this.folder, 'creating'))) {
      const path = join(this.folder, 'creating', name);
      const modifiedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
      // Younger ones may be another process’s work in hand.
      if (nowMs - modifiedMs > ABANDONED_AFTER_MS) await unlinkIfThere(path);
    }
    for (const name of await readdir(join(this.folder, 'destroying'))) {
      await this.destroy(this.pathOf(name));
    }
  }

  private temporaryPath(): string {
    return join(this.folder, 'creating', randomBytes(16).toString('hex'));
  }
}

/** Writes `destructions` last: where it is, everything is. */
async function layOut(folder: string): Promise<void> {
  const shards = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = [...shards, 'creating', 'destroying'];
  const options = { recursive: true, mode: 0o700 };
  await Promise.all(names.map((name) => mkdir(join(folder, name), options)));
  await writeFile(join(folder, README_FILE), README);
  await syncFolder(folder);
  await writeFile(join(folder, 'destructions'), '', { flag: 'a', mode: 0o600 });
  await syncFolder(folder);
}

function contentOf(content: Buffer, path: string): Buffer | 'destroyed' {
  if (content.length === KEY_BYTES) return content.equals(SHREDDED) ? 'destroyed' : content;
  if (isTombstone(content)) return 'destroyed';
  throw vaultDamaged(path, `holds ${content.length} bytes, which is neither a key nor a tombstone`);
}

const isTombstone = (content: Buffer): boolean => content.toString('latin1') === TOMBSTONE;

/**
 * Overwrites the bytes before the name goes. On copying and flash storage the old bytes may outlive
 * this: encrypt the disk that the vault lies on.
 */
async function shred(path: string): Promise<void> {
  const file = await openIfThere(path, 'r+');
  if (!file) return;
  try {
    const content = await file.readFile();
    // A tombstone can get here when two processes destroy at once: it must stay one.
    if (!isTombstone(content)) await file.write(Buffer.alloc(content.length), 0, content.length, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await unlinkIfThere(path);
  await syncFolder(dirname(path));
}
