import { StreamableFile } from '@nestjs/common';
import { csvOf } from './csv.js';
import { MEDIA_TYPES, type Format } from './formats.js';
import type { Table } from './table.js';
import { xlsxOf } from './xlsx.js';

/** A table as a file to be kept. */
export async function fileAnswer(
  table: Table,
  format: Exclude<Format, 'json'>,
): Promise<StreamableFile> {
  const bytes = format === 'csv' ? Buffer.from(csvOf(table), 'utf8') : await xlsxOf(table);
  return new StreamableFile(bytes, {
    type: MEDIA_TYPES[format],
    length: bytes.length,
    disposition: `attachment; filename="${table.name}.${format}"`,
  });
}
