import { GongdanError, type Instant } from '@gongdan/core';
import { isGzipped, readCsvFile, sizeOfFile, type CsvFileOptions } from '../csv/csv-file.js';
import type { CsvRecord } from '../csv/csv-records.js';
import type { RowPiece } from '../grouping/import-case.js';
import type { LoadedMapping } from '../mapping/load-mapping.js';
import type { Mapping } from '../mapping/mapping-schema.js';
import { bindColumns } from './bind-columns.js';
import type { ImportRow } from './import-row.js';
import type { Rejection } from './rejection.js';
import { RowReader } from './row-reader.js';

/** A log whose columns have been found: it can be read from the start as often as needed. */
export interface OpenLog {
  readonly path: string;
  readonly fileBytes: number;
  /** Text in it, roughly: a gzipped log is much larger than its file. */
  readonly textBytesExpected: number;
  rows(): AsyncGenerator<RowPiece>;
  /** Case ids only, for a first look; rows that cannot be used are left out. */
  caseKeys(): AsyncGenerator<readonly string[]>;
}

/** How many times larger than its gzipped file a log is taken to be. */
const GZIP_RATIO = 20;

/**
 * Throws `IMPORT.FILE_UNREADABLE`, `IMPORT.FILE_EMPTY` (not even a header) and `IMPORT.COLUMNS_MISSING`.
 */
export async function openLog(
  path: string,
  { mapping, document }: LoadedMapping,
  now: Instant,
): Promise<OpenLog> {
  const fileBytes = await sizeOfFile(path);
  const options = csvOptions(mapping);
  const first = await firstRecord(path, options, mapping.file?.skipLines ?? 0);
  const columns = bindColumns(mapping, document, first.fields);
  const reader = new RowReader(mapping, columns, now);
  const headerLine = (mapping.file?.header ?? true) ? first.line : 0;
  const lastSkipped = Math.max(mapping.file?.skipLines ?? 0, headerLine);

  async function* rows(): AsyncGenerator<RowPiece> {
    for await (const { records, bytesRead } of readCsvFile(path, options)) {
      const understood: ImportRow[] = [];
      const rejections: Rejection[] = [];
      for (const record of records) {
        if (record.line <= lastSkipped) continue;
        const read = reader.read(record);
        if (read.ok) understood.push(read.row);
        else rejections.push(read.rejection);
      }
      yield { rows: understood, rejections, bytesRead };
    }
  }

  async function* caseKeys(): AsyncGenerator<readonly string[]> {
    for await (const { records } of readCsvFile(path, options)) {
      yield records.flatMap((record) => {
        const key = record.line > lastSkipped ? reader.caseKeyOf(record) : undefined;
        return key ?? [];
      });
    }
  }

  const textBytesExpected = (await isGzipped(path)) ? fileBytes * GZIP_RATIO : fileBytes;
  return { path, fileBytes, textBytesExpected, rows, caseKeys };
}

async function firstRecord(
  path: string,
  options: CsvFileOptions,
  skipLines: number,
): Promise<CsvRecord> {
  for await (const { records } of readCsvFile(path, options)) {
    const first = records.find(({ line }) => line > skipLines);
    if (first?.problem === undefined && first !== undefined) return first;
    if (first !== undefined) {
      throw new GongdanError({
        code: 'IMPORT.FILE_UNREADABLE',
        category: 'invalid',
        message: `Line ${first.line} of ${path} cannot be taken apart into columns.`,
        hint: 'Are file.quote and file.delimiter of the mapping right?',
      });
    }
  }
  throw new GongdanError({
    code: 'IMPORT.FILE_EMPTY',
    category: 'invalid',
    message: `There is nothing in ${path}.`,
  });
}

function csvOptions({ file = {} }: Mapping): CsvFileOptions {
  const quote = file.quote ?? '"';
  return {
    encoding: file.encoding ?? 'utf-8',
    dialect: {
      delimiter: delimiterOf(file.delimiter ?? ','),
      quote: quote === 'none' ? null : quote,
      escape: file.escape ?? 'doubled',
    },
  };
}

/** `\t` may be written as such, or as the word. */
const delimiterOf = (delimiter: string): string =>
  delimiter === 'tab' || delimiter === String.raw`\t` ? '\t' : delimiter;
