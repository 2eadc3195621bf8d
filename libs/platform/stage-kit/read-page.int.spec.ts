import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Projection } from '@gongdan/projections';
import { createTestDatabase, type TestDatabase } from '../../../test/setup/test-database.js';
import { Filter } from './filter.js';
import { countRows, readPage, readRow } from './read-page.js';

type ParcelRow = {
  readonly parcel_id: string;
  readonly sent_at: string;
  readonly due_on: string | null;
  readonly weight: number;
  readonly tags: readonly string[];
};

const parcels: Projection<ParcelRow> = {
  name: 'parcel',
  version: 1,
  table: 'parcel',
  columns: {
    parcel_id: { type: 'text' },
    sent_at: { type: 'timestamptz' },
    due_on: { type: 'date', nullable: true },
    weight: { type: 'bigint' },
    tags: { type: 'text[]' },
  },
  key: 'parcel_id',
  indexes: [],
  types: ['ParcelSent'],
  keyOf: () => undefined,
  apply: (row) => row,
};

const COUNT = 23;
let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase([]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`
    CREATE SCHEMA gongdan;
    CREATE TABLE gongdan.parcel
      (parcel_id text PRIMARY KEY, sent_at timestamptz, due_on date, weight bigint, tags text[]);
    -- Pairs share their moment: only the key tells them apart.
    INSERT INTO gongdan.parcel
    SELECT 'p' || lpad(n::text, 2, '0'), timestamptz '2026-03-02T09:00:00Z' + (n / 2) * interval '1 minute',
           CASE WHEN n % 2 = 0 THEN date '2026-03-31' END, 9000000000000000 + n,
           CASE WHEN n % 3 = 0 THEN ARRAY['fragile'] ELSE '{}' END
      FROM generate_series(1, ${COUNT}) n`);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

async function allPages(
  direction: 'ascending' | 'descending',
  limit: number,
  filter: () => Filter,
) {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(client, parcels, {
      filter: filter(),
      order: ['sent_at', 'parcel_id'],
      direction,
      limit,
      cursor,
    });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    ids.push(...page.rows.map(({ parcel_id }) => parcel_id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { ids, count: await countRows(client, parcels, filter()) };
}

const expected = Array.from({ length: COUNT }, (_, i) => `p${String(i + 1).padStart(2, '0')}`);

describe('readPage', () => {
  it.each([1, 2, 7, COUNT, COUNT + 1])(
    'pages of %d show every row once, in order',
    async (limit) => {
      const upwards = await allPages('ascending', limit, () => new Filter());
      expect(upwards).toEqual({ ids: expected, count: COUNT });
      const downwards = await allPages('descending', limit, () => new Filter());
      expect(downwards.ids).toEqual(expected.toReversed());
    },
  );

  it('is counted as exactly what its pages show, whatever the filter', async () => {
    const { ids, count } = await allPages('ascending', 3, () =>
      new Filter().holds('tags', 'fragile'),
    );
    expect(ids).toEqual(['p03', 'p06', 'p09', 'p12', 'p15', 'p18', 'p21']);
    expect(count).toBe(7);
  });

  it('refuses a cursor of other filters', async () => {
    const request = { order: ['sent_at', 'parcel_id'], direction: 'ascending', limit: 2 } as const;
    const { nextCursor } = await readPage(client, parcels, { ...request, filter: new Filter() });
    const other = { ...request, filter: new Filter().is('weight', 1), cursor: nextCursor ?? '' };
    await expect(readPage(client, parcels, other)).rejects.toThrow('not one of this list');
  });
});

describe('readRow', () => {
  it('gives a row back as the fold made it', async () => {
    expect(await readRow(client, parcels, 'p03')).toEqual({
      parcel_id: 'p03',
      sent_at: '2026-03-02T09:01:00.000Z',
      due_on: null,
      weight: 9_000_000_000_000_003,
      tags: ['fragile'],
    });
    expect((await readRow(client, parcels, 'p02'))?.due_on).toBe('2026-03-31');
    expect(await readRow(client, parcels, 'p99')).toBeUndefined();
  });
});
