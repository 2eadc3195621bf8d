import type { ClientBase } from 'pg';

/** Present of the database, epoch milliseconds: what workers go by, whatever their own clock says. */
export async function databaseNowMs(client: Pick<ClientBase, 'query'>): Promise<number> {
  const { rows } = await client.query<{ now_ms: string }>(
    'SELECT floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint::text AS now_ms',
  );
  return Number(rows[0]?.now_ms);
}
