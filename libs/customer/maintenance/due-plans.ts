import type { ClientBase } from 'pg';

/** Most plans that are looked up at once. */
export const PLANS_AT_ONCE_MAX = 200;

type Queryable = Pick<ClientBase, 'query'>;

export interface DuePlan {
  readonly planId: string;
  readonly customerId: string;
}

/** Present of the database, epoch milliseconds. */
export async function databaseNow(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ now_ms: string }>(
    'SELECT floor(extract(epoch FROM statement_timestamp()) * 1000)::bigint::text AS now_ms',
  );
  return Number(rows[0]?.now_ms);
}

/** The next plans, by id behind `after`, of which a visit is to be ordered on this day or was before. */
export async function findDuePlans(
  client: Queryable,
  { today, after }: { readonly today: string; readonly after: string },
): Promise<readonly DuePlan[]> {
  const { rows } = await client.query<{ plan_id: string; customer_id: string }>(
    `SELECT plan_id, customer_id
       FROM gongdan.maintenance_plan
      WHERE next_order_on <= $1::date AND plan_id > $2
      ORDER BY plan_id
      LIMIT ${PLANS_AT_ONCE_MAX}`,
    [today, after],
  );
  return rows.map(({ plan_id, customer_id }) => ({ planId: plan_id, customerId: customer_id }));
}

/** Plans of a customer that orders may still come from. */
export async function findActivePlans(
  client: Queryable,
  customerId: string,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ plan_id: string }>(
    `SELECT plan_id FROM gongdan.maintenance_plan
      WHERE customer_id = $1 AND state = 'active' ORDER BY plan_id`,
    [customerId],
  );
  return rows.map(({ plan_id }) => plan_id);
}
