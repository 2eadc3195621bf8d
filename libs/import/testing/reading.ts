import type { Instant } from '@gongdan/core';
import { CsvRecords } from '../csv/csv-records.js';
import { parseMapping, type LoadedMapping } from '../mapping/load-mapping.js';
import { bindColumns } from '../rows/bind-columns.js';
import { RowReader, type ReadRow } from '../rows/row-reader.js';

export const NOW = '2026-06-01T00:00:00.000Z' as Instant;

/** A mapping with the columns Auftrag, Stand, Zeit and Kunde; `more` is put in place of its parts. */
export function mappingOf(
  more: { fields?: string; states?: string; rest?: string } = {},
): LoadedMapping {
  return parseMapping(
    'test.yaml',
    `log: test
times: { formats: ['yyyy-MM-dd HH:mm'], zone: UTC }
fields:
  case: { column: Auftrag }
  state: { column: Stand }
  time: { column: Zeit }
  ${more.fields ?? 'customer: { column: Kunde }\n  title: { column: Auftrag }\n  category: { value: paid }'}
states:
  ${more.states ?? 'neu: { to: registered }\n  fertig: { to: finished }'}
${more.rest ?? ''}
`,
  );
}

/** Reads a text as a file of the mapping would be read. */
export function readRows(loaded: LoadedMapping, text: string): ReadRow[] {
  const records = new CsvRecords({ delimiter: ',', quote: '"', escape: 'doubled' });
  const [first, ...others] = [...records.push(text), ...records.end()];
  const columns = bindColumns(loaded.mapping, loaded.document, first?.fields ?? []);
  const reader = new RowReader(loaded.mapping, columns, NOW);
  const rows = (loaded.mapping.file?.header ?? true) || !first ? others : [first, ...others];
  return rows.map((record) => reader.read(record));
}
