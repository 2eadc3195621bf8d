import type { MetricsSource } from '@gongdan/platform';
import type { Pool } from 'pg';

interface Pending {
  readonly waiting: string;
  readonly held: string;
  readonly failing: string;
  readonly oldest_seconds: string;
}

/** How notices stand, whichever process sends them. Looks at what is still to be sent, not at all of them. */
export const noticesSource = (pool: Pick<Pool, 'query'>): MetricsSource => ({
  name: 'notices',
  async collect() {
    const { rows } = await pool.query<Pending>(
      `SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
              count(*) FILTER (WHERE state = 'held') AS held,
              count(*) FILTER (WHERE state = 'waiting' AND failures > 0) AS failing,
              coalesce(extract(epoch FROM statement_timestamp()
                - min(made_at) FILTER (WHERE state = 'waiting')), 0) AS oldest_seconds
         FROM gongdan.notice WHERE next_at IS NOT NULL`,
    );
    const [pending] = rows;
    return [
      { metric: 'gongdan_notices_waiting', value: Number(pending?.waiting) },
      { metric: 'gongdan_notices_held', value: Number(pending?.held) },
      { metric: 'gongdan_notices_failing', value: Number(pending?.failing) },
      { metric: 'gongdan_notices_oldest_waiting_seconds', value: Number(pending?.oldest_seconds) },
    ];
  },
});
