import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GongdanError } from '@gongdan/core';
import { countsOf, memoryStore, SMALL_MAPPING, Workshop } from './testing/importing.js';
import { RejectsFile } from './write/rejects-file.js';

let workshop: Workshop;
beforeEach(() => {
  workshop = new Workshop();
});
afterEach(() => workshop.done());

describe('a rejects file that cannot be written', () => {
  it('ends the import before anything is written', async () => {
    const file = workshop.write('log.csv', 'Auftrag,Stand,Zeit,Kunde\nA,neu,2026-03-02 08:00,K\n');
    const mapping = workshop.write('log.yaml', SMALL_MAPPING);
    for (const path of [join(workshop.folder, 'nowhere', 'rejects.csv'), workshop.folder]) {
      const store = memoryStore();
      const rejects = new RejectsFile(path);
      await expect(workshop.import({ file, mapping }, { store, rejects })).rejects.toMatchObject({
        code: 'IMPORT.REJECTS_UNWRITABLE',
        message: expect.stringContaining(path) as unknown as string,
      });
      expect(await store.lastPosition()).toBe(0);
    }
  });
});

describe('a mapping that does not fit the file', () => {
  const failure = async (file: string, mapping: string) => {
    const store = memoryStore();
    const error: unknown = await workshop
      .import({ file, mapping }, { store })
      .catch((it: unknown) => it);
    if (!(error instanceof GongdanError)) throw error;
    expect(await store.lastPosition()).toBe(0);
    expect(existsSync(workshop.rejectsPath)).toBe(false);
    return error;
  };
  const lines = (count: number) =>
    Array.from({ length: count }, (_, index) => `A-${index},neu,02.03.2026,Kunde`).join('\n');

  it('ends the import before anything is written', async () => {
    const mapping = workshop.write('log.yaml', SMALL_MAPPING);
    const wrongColumns = workshop.write('a.csv', 'Auftrag;Stand;Zeit;Kunde\n1;2;3;4\n');
    expect((await failure(wrongColumns, mapping)).code).toBe('IMPORT.COLUMNS_MISSING');
    const wrongDates = workshop.write('b.csv', `Auftrag,Stand,Zeit,Kunde\n${lines(100)}\n`);
    expect(await failure(wrongDates, mapping)).toMatchObject({
      code: 'IMPORT.NOTHING_FITS',
      message: expect.stringContaining(
        "None of the first 100 rows can be used: ROW.BAD_TIME in column 'Zeit'",
      ) as unknown as string,
    });
    expect((await failure(workshop.write('c.csv', ''), mapping)).code).toBe('IMPORT.FILE_EMPTY');
    expect((await failure(join(workshop.folder, 'none'), mapping)).code).toBe(
      'IMPORT.FILE_UNREADABLE',
    );
    expect((await failure(workshop.folder, mapping)).code).toBe('IMPORT.FILE_UNREADABLE');
    const torn = gzipSync(
      `Auftrag,Stand,Zeit,Kunde\n${lines(9)}\n${'x'.repeat(99)}${lines(50_000)}`,
    ).subarray(0, 5_000);
    expect((await failure(workshop.write('d.gz', torn), mapping)).code).toBe(
      'IMPORT.FILE_UNREADABLE',
    );
  });

  it('is taken for a file full of garbage where there are few rows', async () => {
    const mapping = workshop.write('log.yaml', SMALL_MAPPING);
    const file = workshop.write('b.csv', `Auftrag,Stand,Zeit,Kunde\n${lines(99)}\n`);
    const store = memoryStore();
    expect(await workshop.import({ file, mapping }, { store })).toMatchObject({
      rows: 99,
      rejected: 99,
    });
  });
});

describe('garbage', () => {
  it('never ends an import, and every row is counted once', async () => {
    const mapping = workshop.write('log.yaml', SMALL_MAPPING);
    const field = fc.oneof(
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 10 }) },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'A',
          'B',
          'neu',
          'fertig',
          'zu',
          '-100',
          '2026-03-02 08:15',
          '2027-01-01 00:00',
          'Kunde',
          '',
          '"',
          '\0',
          '"x""y"',
        ),
      },
    );
    const row = fc.oneof(
      fc.array(field, { minLength: 1, maxLength: 6 }),
      fc.tuple(
        fc.constantFrom('A', 'B', 'C'),
        fc.constantFrom('neu', 'fertig', 'zu'),
        fc.constantFrom('2026-03-02 08:15', '2026-03-03 09:00'),
        fc.constant('Kunde'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const text = rows.map((fields) => fields.join(',')).join('\n');
        const file = workshop.write('garbage.csv', `Auftrag,Stand,Zeit,Kunde\n${text}`);
        const store = memoryStore();
        const result = await workshop.import({ file, mapping }, { store });
        expect(result.applied + result.noChange + result.rejected).toBe(result.rows);
        const rejects = existsSync(workshop.rejectsPath) ? workshop.rejects() : [];
        expect(rejects).toHaveLength(result.rejected);
        expect(new Set(rejects.map(({ line }) => line)).size).toBe(result.rejected);
        expect(result.events).toBe(await store.lastPosition());
        const again = await workshop.import({ file, mapping }, { store });
        expect(countsOf(again)).toEqual({
          ...countsOf(result),
          applied: 0,
          noChange: result.applied + result.noChange,
          events: 0,
        });
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});
