import { parentPort, workerData } from 'node:worker_threads';
import writeExcelFile from 'write-excel-file/node';
import type { Cell, Table } from './table.js';

// A thread of its own, see `xlsxOf`: is given a table, answers with the bytes of the workbook, and ends. Node runs
// this file as it is, too (in tests), so it holds nothing that more than taking the types away would need.

const textCell = (value: string) => ({ type: String, value });

const cellOf = (cell: Cell) => {
  if (cell === null) return null;
  return typeof cell === 'number' ? { type: Number, value: cell } : textCell(cell);
};

const { name, columns, rows } = workerData as Table;
const head = columns.map(({ title }) => ({ ...textCell(title), fontWeight: 'bold' as const }));
const data = [head, ...rows.map((row) => row.map(cellOf))];
const widths = columns.map(({ width }) => ({ width }));
const sheet = { sheet: name, columns: widths, stickyRowsCount: 1 };
const bytes = new Uint8Array(await writeExcelFile(data, sheet).toBuffer());
parentPort?.postMessage(bytes, [bytes.buffer]);
