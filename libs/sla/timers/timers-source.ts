import type { MetricsSource } from '@gongdan/platform';
import type { Pool } from 'pg';

interface Timers {
  readonly delay_seconds: string;
  readonly overdue: string;
  readonly failing: string;
}

/** Beyond this a timer counts as overdue: workers look ten times a second. */
const OVERDUE_AFTER = '1 second';

/** How timers stand, whichever process fires them. Looks at what is due and what failed, not at all of them. */
export const timersSource = (pool: Pick<Pool, 'query'>): MetricsSource => ({
  name: 'timers',
  async collect() {
    const { rows } = await pool.query<Timers>(
      `SELECT count(*) AS overdue,
              coalesce(extract(epoch FROM statement_timestamp() - min(due_at)), 0) AS delay_seconds,
              (SELECT count(*) FROM gongdan.sla_timer WHERE failures > 0) AS failing
         FROM gongdan.sla_timer
        WHERE due_at < statement_timestamp() - interval '${OVERDUE_AFTER}'`,
    );
    const [timers] = rows;
    return [
      { metric: 'gongdan_sla_timers_overdue', value: Number(timers?.overdue) },
      { metric: 'gongdan_sla_timer_delay_seconds', value: Number(timers?.delay_seconds) },
      { metric: 'gongdan_sla_timers_failing', value: Number(timers?.failing) },
    ];
  },
});
