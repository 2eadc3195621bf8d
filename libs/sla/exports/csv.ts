import type { Cell, Table } from './table.js';

/** Excel takes a file without it for one in the system’s own code page. */
const BYTE_ORDER_MARK = '\uFEFF';
const NEEDS_QUOTES = /[",\r\n]/;
/** A spreadsheet would compute what begins so, whoever wrote it. */
const LOOKS_LIKE_A_FORMULA = /^[=+\-@\t\r]/;

/** A table as CSV (RFC 4180) for spreadsheets. */
export const csvOf = ({ columns, rows }: Table): string =>
  BYTE_ORDER_MARK +
  [columns.map(({ title }) => title), ...rows]
    .map((row) => `${row.map(cellText).join(',')}\r\n`)
    .join('');

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = LOOKS_LIKE_A_FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
