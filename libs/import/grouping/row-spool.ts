import { createReadStream } from 'node:fs';
import { mkdtemp, open, readdir, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GongdanError, messageOf } from '@gongdan/core';
import type { ImportRow } from '../rows/import-row.js';
import { hash53 } from './hash.js';

/** Text of the log that one part is meant to hold: what is in memory at once, some times over. */
const PART_BYTES = 8_388_608;
const PARTS_MAX = 512;
/** Rows are written in lumps of this size. */
const LUMP_CHARS = 32_768;
const FOLDER_PREFIX = 'gongdan-import-';
const FOLDER_OF_PROCESS = /^gongdan-import-(\d+)-\w+$/;

/** Rows on disk, in as many files as it takes for one to fit into memory; a case is in one of them. */
export class RowSpool {
  private readonly lumps: string[];

  private constructor(
    private readonly folder: string,
    private readonly files: readonly FileHandle[],
  ) {
    this.lumps = files.map(() => '');
  }

  /** Makes a folder of its own under the system’s temporary one. Throws `IMPORT.ROWS_UNKEPT`. */
  static async open(textBytesExpected: number): Promise<RowSpool> {
    const parts = Math.min(Math.max(Math.ceil(textBytesExpected / PART_BYTES), 1), PARTS_MAX);
    const files: FileHandle[] = [];
    let folder: string | undefined;
    try {
      await removeLeftovers();
      folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
      for (let part = 0; part < parts; part++) files.push(await open(join(folder, `${part}`), 'w'));
      return new RowSpool(folder, files);
    } catch (error) {
      if (folder !== undefined) await new RowSpool(folder, files).close();
      throw unkept(tmpdir(), error);
    }
  }

  get parts(): number {
    return this.files.length;
  }

  /** Throws `IMPORT.ROWS_UNKEPT` where the disk is full. */
  async add(rows: readonly ImportRow[]): Promise<void> {
    for (const row of rows) {
      const part = hash53(row.caseKey) % this.files.length;
      const lump = `${this.lumps[part] ?? ''}${lineOf(row)}\n`;
      this.lumps[part] = lump;
      if (lump.length >= LUMP_CHARS) await this.flush(part);
    }
  }

  /**
   * The rows of one part in the order of the file. Nothing may be added afterwards. Throws `IMPORT.ROWS_UNKEPT` where
   * they cannot be read back.
   */
  async *rowsOf(part: number): AsyncGenerator<ImportRow> {
    await this.flush(part);
    const input = createReadStream(join(this.folder, `${part}`));
    try {
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        yield revive(JSON.parse(line) as ImportRow);
      }
    } catch (error) {
      throw unkept(this.folder, error);
    }
  }

  async close(): Promise<void> {
    for (const file of this.files) await file.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async flush(part: number): Promise<void> {
    const lump = this.lumps[part] ?? '';
    this.lumps[part] = '';
    if (lump === '') return;
    try {
      // Not `write`: that writes what fits on a disk that is nearly full, and leaves the rest to its caller.
      await this.files[part]?.appendFile(lump);
    } catch (error) {
      throw unkept(this.folder, error);
    }
  }
}

const unkept = (folder: string, cause: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'IMPORT.ROWS_UNKEPT',
      category: 'transient',
      message: `Rows cannot be kept in ${folder}: ${messageOf(cause)}.`,
      hint: 'A log whose cases are scattered needs as much room there as it has text: make some, or set TMPDIR to a folder that has it.',
    },
    { cause },
  );

/** What imports that were killed have left behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = FOLDER_OF_PROCESS.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    // Another user’s folder stays where it is.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** readline also ends lines at the two Unicode separators, which JSON leaves as they are. */
const lineOf = (row: ImportRow): string =>
  JSON.stringify(row).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** JSON makes null of what is undefined in a list. */
const revive = (row: ImportRow): ImportRow => ({
  ...row,
  comments: row.comments.map((comment) => comment ?? undefined),
});
