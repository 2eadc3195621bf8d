import { beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { InMemoryKeyVault } from '@gongdan/event-store';
import { AttachmentStore } from './attachment-store.js';

const bytes = Buffer.from('a photo');
const sha256 = createHash('sha256').update(bytes).digest('hex');

/** The one table, in memory: the store sends it one INSERT and one SELECT. */
function tableInMemory(): Pool {
  const rows = new Map<string, { customer_id: string; sealed: Buffer }>();
  const query = (sql: string, values: readonly unknown[]) => {
    const key = `${String(values[0])}/${String(values[1])}`;
    if (sql.startsWith('INSERT')) {
      rows.set(key, { customer_id: String(values[2]), sealed: values[3] as Buffer });
    }
    const row = rows.get(key);
    return Promise.resolve({ rows: row === undefined ? [] : [row] });
  };
  return { query } as unknown as Pool;
}

let pool: Pool;
let vault: InMemoryKeyVault;
let files: AttachmentStore;
beforeEach(async () => {
  pool = tableInMemory();
  vault = new InMemoryKeyVault();
  files = new AttachmentStore(pool, vault);
  await files.put('t1', 'c1', { bytes, sha256 });
});

describe('the bytes of an attached file', () => {
  it('come back as they were', async () => {
    expect(await files.get('t1', sha256)).toEqual(bytes);
  });

  it('are not found where nobody put them', async () => {
    await expect(files.get('t2', sha256)).rejects.toMatchObject({
      code: 'ATTACHMENT.NOT_STORED',
      category: 'not-found',
    });
  });

  it('are gone with their customer', async () => {
    await vault.destroy('c1');
    await expect(files.get('t1', sha256)).rejects.toMatchObject({
      code: 'ATTACHMENT.FORGOTTEN',
      category: 'not-found',
    });
  });

  it('are an alarm where the key is lost: nobody was forgotten', async () => {
    const bereft = new AttachmentStore(pool, new InMemoryKeyVault());
    await expect(bereft.get('t1', sha256)).rejects.toMatchObject({
      code: 'ATTACHMENT.KEY_LOST',
      category: 'bug',
    });
  });
});
