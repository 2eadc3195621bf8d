import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GongdanError, messageOf } from '@gongdan/core';
import { CsvRecords, type CsvDialect, type CsvRecord } from './csv-records.js';

export const ENCODINGS = ['utf-8', 'latin1', 'windows-1252', 'utf-16le'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface CsvFileOptions {
  readonly encoding: Encoding;
  readonly dialect: CsvDialect;
}

export interface CsvPiece {
  readonly records: readonly CsvRecord[];
  /** Bytes of the file (as it lies on the disk) read so far. */
  readonly bytesRead: number;
}

/** How much of a file is read ahead at once. */
const READ_BYTES = 65_536;

/**
 * The records of a file, plain or gzipped (told by its first bytes, not by its name), with constant
 * memory. Throws `IMPORT.FILE_UNREADABLE` where it is not there, is no file, or its compression is
 * broken.
 */
export async function* readCsvFile(
  path: string,
  options: CsvFileOptions,
): AsyncGenerator<CsvPiece> {
  const gzipped = await isGzipped(path);
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  const bytes = gzipped ? unzipped(file) : file;
  // `latin1` is decoded as windows-1252, its superset, as all browsers do.
  const decoder = new TextDecoder(options.encoding);
  const reader = new CsvRecords(options.dialect);
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      const records = reader.push(decoder.decode(chunk, { stream: true }));
      yield { records, bytesRead: file.bytesRead };
    }
  } catch (error) {
    throw unreadable(path, messageOf(error), error);
  } finally {
    file.destroy();
    bytes.destroy();
  }
  const records = [...reader.push(decoder.decode()), ...reader.end()];
  yield { records, bytesRead: file.bytesRead };
}

export async function sizeOfFile(path: string): Promise<number> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return stats.size;
  } catch (error) {
    throw unreadable(path, messageOf(error), error);
  }
  throw unreadable(path, 'it is not a file');
}

function unzipped(file: Readable): Readable {
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

/** Told by the first bytes, not by the name. */
export async function isGzipped(path: string): Promise<boolean> {
  await sizeOfFile(path);
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, messageOf(error), error);
  }
}

const unreadable = (path: string, why: string, cause?: unknown): GongdanError =>
  new GongdanError(
    {
      code: 'IMPORT.FILE_UNREADABLE',
      category: 'invalid',
      message: `Cannot read ${path}: ${why}.`,
      hint: 'Check the path, its permissions, and that a compressed file is whole.',
    },
    { cause },
  );
