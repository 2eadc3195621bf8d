import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { ImportRow } from '../rows/import-row.js';
import { RowSpool } from './row-spool.js';

const HOOKS = join(import.meta.dirname, '../../../test/setup/typescript-hooks.mjs');
const PROGRAM = join(import.meta.dirname, '../testing/spool-process.ts');

/** A row of a case; of what is not asked about there is the least. */
const rowOf = (caseKey: string, comments: readonly string[] = []): ImportRow =>
  ({ caseKey, comments }) as unknown as ImportRow;

async function readBack(spool: RowSpool): Promise<readonly ImportRow[]> {
  const rows: ImportRow[] = [];
  for await (const row of spool.rowsOf(0)) rows.push(row);
  return rows;
}

/** What a process prints that keeps 400 rows (40,000 characters) on disk, where a file has at most so many bytes. */
async function spooled(fileBytesMax: number): Promise<string> {
  // POSIX counts in blocks of 512 bytes.
  const limited = `ulimit -f ${fileBytesMax / 512}; exec "$0" --import "$1" "$2"`;
  const { stdout } = await promisify(execFile)(
    'sh',
    ['-c', limited, process.execPath, HOOKS, PROGRAM],
    { env: { PATH: process.env['PATH'], ROWS: '400' } },
  );
  return stdout.trim();
}

describe('rows on disk', () => {
  it('come back, all of them', async () => {
    expect(await spooled(40_960)).toBe('400 rows');
  });

  it('come back as they were, whatever ends a line elsewhere', async () => {
    const spool = await RowSpool.open(0);
    const comments = ['one\u2028two\u2029three\r\nfour', '工单'.repeat(50_000), ''];
    await spool.add([rowOf('c1', comments), rowOf('c2')]);
    const rows = await readBack(spool);
    await spool.close();
    expect(rows).toEqual([rowOf('c1', comments), rowOf('c2')]);
  });

  it('that cannot be read back are told of', async () => {
    const spool = await RowSpool.open(0);
    await spool.add([rowOf('c1', ['x'.repeat(40_000)])]); // as much as is written at once
    await spool.close();
    await expect(readBack(spool)).rejects.toMatchObject({
      code: 'IMPORT.ROWS_UNKEPT',
      message: expect.stringMatching(/^Rows cannot be kept in .*: ENOENT/),
    });
  });

  it.each([512, 32_768, 35_840, 39_936])(
    'are not cut off in silence where a disk is full after %d bytes',
    async (fileBytesMax) => {
      expect(await spooled(fileBytesMax)).toMatch(
        /^Rows cannot be kept in .*gongdan-import-.*: EFBIG: file too large, write\.$/,
      );
    },
  );
});
