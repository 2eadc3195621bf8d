import writeExcelFile from 'write-excel-file/node';
import type { Cell, Table } from './table.js';

/** A table as an Excel workbook of one sheet. Texts are text cells: nothing in them is ever computed. */
export async function xlsxOf({ name, columns, rows }: Table): Promise<Buffer> {
  const head = columns.map(({ title }) => ({ ...textCell(title), fontWeight: 'bold' as const }));
  const data = [head, ...rows.map((row) => row.map(cellOf))];
  const widths = columns.map(({ width }) => ({ width }));
  const sheet = { sheet: name, columns: widths, stickyRowsCount: 1 };
  return writeExcelFile(data, sheet).toBuffer();
}

const textCell = (value: string) => ({ type: String, value });

const cellOf = (cell: Cell) => {
  if (cell === null) return null;
  return typeof cell === 'number' ? { type: Number, value: cell } : textCell(cell);
};
