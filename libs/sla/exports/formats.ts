import { GongdanError } from '@gongdan/core';

export const FORMATS = ['json', 'csv', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

/** Most rows of one exported file: it is made in memory, so that it is of one position of the log. */
export const EXPORT_ROWS_MAX = 20_000;

export const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** What is asked for: by the query, else by the header Accept. */
export function formatOf(query: Format | undefined, accept: string | undefined): Format {
  if (query !== undefined) return query;
  const wanted = (accept ?? '').toLowerCase();
  if (wanted.includes('text/csv')) return 'csv';
  return wanted.includes(MEDIA_TYPES.xlsx) ? 'xlsx' : 'json';
}

export const tooManyRows = (): GongdanError =>
  new GongdanError({
    code: 'SLA.TOO_MANY_ROWS',
    category: 'rejected',
    message: `More than ${EXPORT_ROWS_MAX} rows: too many for one file.`,
    hint: 'Narrow it down, by dueFrom and dueTo for example, or page through the JSON list.',
  });
