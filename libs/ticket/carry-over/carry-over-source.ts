import type { MetricsSource } from '@gongdan/platform';
import type { Pool } from 'pg';

interface Latest {
  readonly not_dispatched: number;
  readonly not_finished: number;
  readonly left_out: number;
  readonly under_way_seconds: string;
}

/** Before the first working day. */
const NONE: Latest = { not_dispatched: 0, not_finished: 0, left_out: 0, under_way_seconds: '0' };

/** What was carried over to the latest working day, whichever process does it. */
export const carryOverSource = (pool: Pick<Pool, 'query'>): MetricsSource => ({
  name: 'carry-over',
  async collect() {
    const { rows } = await pool.query<Latest>(
      `SELECT not_dispatched, not_finished, left_out,
              CASE WHEN finished_at IS NULL
                THEN extract(epoch FROM statement_timestamp() - started_at) ELSE 0 END AS under_way_seconds
         FROM gongdan.carry_over_day
        ORDER BY day DESC
        LIMIT 1`,
    );
    const [latest = NONE] = rows;
    return [
      {
        metric: 'gongdan_carry_over_tickets',
        labels: { reason: 'not-dispatched' },
        value: latest.not_dispatched,
      },
      {
        metric: 'gongdan_carry_over_tickets',
        labels: { reason: 'not-finished' },
        value: latest.not_finished,
      },
      { metric: 'gongdan_carry_over_left_out', value: latest.left_out },
      {
        metric: 'gongdan_carry_over_under_way_seconds',
        value: Number(latest.under_way_seconds),
      },
    ];
  },
});
