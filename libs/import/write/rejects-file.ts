import { constants, existsSync } from 'node:fs';
import { access, open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GongdanError, messageOf } from '@gongdan/core';
import { csvLine } from '../csv/csv-line.js';
import type { Rejection } from '../rows/rejection.js';

const HEADER = ['line', 'code', 'column', 'value', 'reason', 'row'];

/** The rows that were not used, as CSV. Written anew by every run; not made where there are none. */
export class RejectsFile {
  private file: FileHandle | undefined;
  count = 0;

  constructor(readonly path: string) {}

  /**
   * An old file must not speak for this run, and a place that cannot be written to must not be found out
   * about at the first unusable row, in the middle of an import.
   */
  async start(): Promise<void> {
    if (existsSync(this.path)) await this.open();
    else
      await access(dirname(resolve(this.path)), constants.W_OK).catch((error: unknown) =>
        this.refuse(error),
      );
  }

  async add(rejections: readonly Rejection[]): Promise<void> {
    if (rejections.length === 0) return;
    this.count += rejections.length;
    const file = this.file ?? (await this.open());
    const lines = rejections.map(({ line, code, column, value, reason, text }) =>
      csvLine([line, code, column, value, reason, text]),
    );
    await file.appendFile(`${lines.join('\n')}\n`);
  }

  async close(): Promise<void> {
    await this.file?.close();
  }

  private async open(): Promise<FileHandle> {
    try {
      this.file = await open(this.path, 'w');
      await this.file.appendFile(`${csvLine(HEADER)}\n`);
      return this.file;
    } catch (error) {
      return this.refuse(error);
    }
  }

  private refuse(error: unknown): never {
    throw new GongdanError({
      code: 'IMPORT.REJECTS_UNWRITABLE',
      category: 'invalid',
      message: `Cannot write the rejects file ${this.path}: ${messageOf(error)}.`,
      hint: 'Name another place with --rejects PATH.',
    });
  }
}

/** Beside the log (`x.csv.gz` gives `x.rejects.csv`), or in the working folder where that is read-only. */
export async function rejectsPathFor(file: string): Promise<string> {
  const name = `${basename(file).replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '')}.rejects.csv`;
  const folder = dirname(resolve(file));
  try {
    await access(folder, constants.W_OK);
    return join(folder, name);
  } catch {
    return resolve(name);
  }
}
