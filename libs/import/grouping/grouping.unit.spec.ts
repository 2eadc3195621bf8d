import { existsSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Instant } from '@gongdan/core';
import type { ImportRow } from '../rows/import-row.js';
import { isScattered } from './detect-scattering.js';
import { groupScattered } from './group-scattered.js';
import { groupTogether } from './group-together.js';
import { RowSpool } from './row-spool.js';
import { CASE_ROWS_MAX, type CasePiece, type RowPiece } from './import-case.js';

const row = (line: number, caseKey: string, order: number[] = []): ImportRow => ({
  line,
  text: `\u2028"${caseKey}"\n`,
  caseKey,
  state: { to: 'registered' },
  time: '2026-03-02T08:15:00.000Z' as Instant,
  opened: undefined,
  author: undefined,
  customer: undefined,
  title: undefined,
  description: undefined,
  category: undefined,
  priority: undefined,
  channel: undefined,
  contact: undefined,
  site: undefined,
  technician: undefined,
  team: undefined,
  resolution: undefined,
  reason: undefined,
  comments: [undefined, { text: 'x', visibility: 'internal', whenChanged: true }],
  order,
});

async function* piecesOf(rows: readonly ImportRow[], size: number): AsyncGenerator<RowPiece> {
  for (let from = 0; from < rows.length; from += size) {
    yield { rows: rows.slice(from, from + size), rejections: [], bytesRead: from };
  }
}

async function gather(pieces: AsyncIterable<CasePiece>) {
  const cases = new Map<string, number[]>();
  let rejected = 0;
  let done = 0;
  for await (const piece of pieces) {
    for (const { caseKey, rows } of piece.cases) {
      cases.set(
        caseKey,
        rows.map(({ line }) => line),
      );
    }
    rejected += piece.rejections.length;
    expect(piece.progress).toBeGreaterThanOrEqual(done);
    done = piece.progress;
  }
  expect(done).toBe(1);
  return { cases, rejected };
}

describe('grouping rows into cases', () => {
  it('sorts the rows of a case by its order columns, then as they stand in the file', async () => {
    const rows = [
      row(2, 'a', [2, 1]),
      row(3, 'a', [1, 9]),
      row(4, 'a', [2, 1]),
      row(5, 'a', [1, 8]),
    ];
    const { cases } = await gather(groupTogether(piecesOf(rows, 3), 10));
    expect(cases.get('a')).toEqual([5, 3, 2, 4]);
  });

  it('gives the same cases for scattered rows as for rows that stand together', async () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(letters, fc.integer({ min: 1, max: 7 }), async (keys, size) => {
        const scattered = keys.map((key, index) => row(index + 2, key));
        const together = [...scattered].sort((one, other) =>
          one.caseKey.localeCompare(other.caseKey),
        );
        // 40 MB of text are expected: five parts on disk.
        const one = await gather(groupScattered(piecesOf(scattered, size), 50, 40_000_000));
        const other = await gather(groupTogether(piecesOf(together, size), 50));
        expect(one.cases).toEqual(other.cases);
      }),
      { numRuns: 25 },
    );
  });

  it('brings rows back from disk as they were', async () => {
    const original = row(2, 'a', [1]);
    for await (const { cases } of groupScattered(piecesOf([original], 1), 1, 1)) {
      for (const { rows } of cases) {
        expect(rows).toEqual([original]);
        expect(rows[0]?.comments).toHaveLength(2);
      }
    }
  });

  it('is done only when its last cases are handed on, also where one part holds all rows', async () => {
    const rows = Array.from({ length: 1_200 }, (_, index) => row(index + 2, `case ${index}`));
    const progressOf: number[] = [];
    for await (const { cases, progress } of groupScattered(piecesOf(rows, 400), 1_200, 1)) {
      if (cases.length > 0) progressOf.push(progress);
    }
    expect(progressOf.length).toBeGreaterThan(2);
    expect(progressOf.slice(0, -1).every((progress) => progress < 0.95)).toBe(true);
    expect(progressOf.at(-1)).toBe(1);
  });

  it('removes what killed imports have left behind, and nothing of those that run', async () => {
    // No process has the number above the highest one that Linux gives.
    const dead = await mkdtemp(join(tmpdir(), 'gongdan-import-4194305-'));
    const alive = await mkdtemp(join(tmpdir(), `gongdan-import-${process.ppid}-`));
    await (await RowSpool.open(1)).close();
    expect(existsSync(dead)).toBe(false);
    expect(existsSync(alive)).toBe(true);
    await rmdir(alive);
  });

  it('takes a case at its limit and rejects rows above it', async () => {
    const rows = Array.from({ length: CASE_ROWS_MAX + 2 }, (_, index) => row(index + 2, 'a'));
    for (const pieces of [
      groupTogether(piecesOf(rows, 5_000), 20_000),
      groupScattered(piecesOf(rows, 5_000), 20_000, 1),
    ]) {
      const { cases, rejected } = await gather(pieces);
      expect(cases.get('a')).toHaveLength(CASE_ROWS_MAX);
      expect(rejected).toBe(2);
    }
  });
});

describe('isScattered', () => {
  async function* keys(...pieces: string[][]) {
    yield* pieces;
  }

  it('sees a case that comes back', async () => {
    expect(await isScattered(keys(['a', 'a', 'b'], ['b', 'c']))).toBe(false);
    expect(await isScattered(keys(['a', 'b'], ['a']))).toBe(true);
    expect(await isScattered(keys())).toBe(false);
  });

  it('takes more cases than it can remember for scattered', async () => {
    expect(await isScattered(keys(['a', 'b', 'c']), 3)).toBe(false);
    expect(await isScattered(keys(['a', 'b', 'c', 'd']), 3)).toBe(true);
  });
});
