import { epochMsOf, isPlanted } from '@gongdan/core';
import { databaseNowMs, systemClock } from '@gongdan/platform';
import type { ClientBase } from 'pg';

/** Most plans that are looked up at once. */
export const PLANS_AT_ONCE_MAX = 200;

type Queryable = Pick<ClientBase, 'query'>;

export interface DuePlan {
  readonly planId: string;
  readonly customerId: string;
  /** The day on which its next visit is to be ordered. */
  readonly orderOn: string;
}

/** Where a page ended; the next one goes on behind it. */
export type DuePlace = Pick<DuePlan, 'planId' | 'orderOn'>;
export const BEFORE_ALL: DuePlace = { orderOn: '0001-01-01', planId: '' };

/** Present of the database, epoch milliseconds. */
export async function databaseNow(client: Queryable): Promise<number> {
  if (isPlanted('maintenance.own-clock')) return epochMsOf(systemClock.now());
  return databaseNowMs(client);
}

/** The next plans of which a visit is to be ordered on this day or was before: what waits longest first. */
export async function findDuePlans(
  client: Queryable,
  { today, after }: { readonly today: string; readonly after: DuePlace },
): Promise<readonly DuePlan[]> {
  const { rows } = await client.query<{ plan_id: string; customer_id: string; order_on: string }>(
    `SELECT plan_id, customer_id, to_char(next_order_on, 'YYYY-MM-DD') AS order_on
       FROM gongdan.maintenance_plan
      WHERE next_order_on <= $1::date AND (next_order_on, plan_id) > ($2::date, $3)
      ORDER BY next_order_on, plan_id
      LIMIT ${PLANS_AT_ONCE_MAX}`,
    [today, after.orderOn, after.planId],
  );
  return rows.map(({ plan_id, customer_id, order_on }) => ({
    planId: plan_id,
    customerId: customer_id,
    orderOn: order_on,
  }));
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
