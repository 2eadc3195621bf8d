import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { LimitedTurns } from '@gongdan/core';
import { busy, WAITING_MAX } from '../sla-refusals.js';
import type { Table } from './table.js';

const WORKER = new URL(`./xlsx-worker${extname(import.meta.url)}`, import.meta.url);

/** Each takes a core, and some hundred megabytes where the table is long. */
const turns = new LimitedTurns(1, {
  waitingMax: WAITING_MAX,
  busy: () => busy('Excel files'),
});

/**
 * A table as an Excel workbook of one sheet. Texts are text cells: nothing in them is ever computed. Made in a
 * thread of its own, one after another: a long one takes seconds, in which nobody else would be answered. Throws
 * `SLA.BUSY`.
 */
export const xlsxOf = (table: Table): Promise<Buffer> => turns.take(() => written(table));

function written(table: Table): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(WORKER), { workerData: table });
    worker.unref(); // a process that is to stop does not wait for it
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)));
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new Error(`The workbook was not written (exit ${code}).`)),
    );
  });
}
