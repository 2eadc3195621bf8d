import { messageOf } from '@gongdan/core';
import { RowSpool } from '../grouping/row-spool.js';
import type { ImportRow } from '../rows/import-row.js';

// A process for tests to limit: keeps ROWS rows of 100 characters on disk and prints how many came back.
const rows = Array.from({ length: Number(process.env['ROWS']) }, (_, index) => {
  const bare = JSON.stringify({ line: index, caseKey: 'a', comments: [], text: '' });
  return { ...JSON.parse(bare), text: 'x'.repeat(99 - bare.length) } as ImportRow;
});
const spool = await RowSpool.open(1);
try {
  await spool.add(rows);
  let count = 0;
  for await (const row of spool.rowsOf(0)) count += row.text.length > 0 ? 1 : 0;
  console.log(`${count} rows`);
} catch (error) {
  console.log(messageOf(error));
} finally {
  await spool.close();
}
