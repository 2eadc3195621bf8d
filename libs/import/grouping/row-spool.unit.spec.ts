import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const HOOKS = join(import.meta.dirname, '../../../test/setup/typescript-hooks.mjs');
const PROGRAM = join(import.meta.dirname, '../testing/spool-process.ts');

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

  it.each([512, 32_768, 35_840, 39_936])(
    'are not cut off in silence where a disk is full after %d bytes',
    async (fileBytesMax) => {
      expect(await spooled(fileBytesMax)).toMatch(
        /^Rows cannot be kept in .*gongdan-import-.*: EFBIG: file too large, write\.$/,
      );
    },
  );
});
