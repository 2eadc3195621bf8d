import type { EventStore } from '@gongdan/event-store';
import type { MetricsSource } from '@gongdan/platform';
import type { Pool } from 'pg';
import { webhookStatuses } from './webhook-status.js';

/** How webhooks stand, whichever process works on them. */
export const webhookSource = (
  pool: Pool,
  log: Pick<EventStore, 'lastPosition'>,
): MetricsSource => ({
  name: 'webhooks',
  async collect() {
    const statuses = await webhookStatuses(pool, log);
    const failing = statuses.filter(({ state, failures }) => state === 'active' && failures > 0);
    const disabled = statuses.filter(({ state }) => state === 'disabled');
    return [
      {
        metric: 'gongdan_webhook_pending',
        value: statuses.reduce((sum, { pending }) => sum + pending, 0),
      },
      {
        metric: 'gongdan_webhook_lag_events',
        value: Math.max(0, ...statuses.map(({ lagEvents }) => lagEvents)),
      },
      { metric: 'gongdan_webhook_failing', value: failing.length },
      { metric: 'gongdan_webhook_disabled', value: disabled.length },
    ];
  },
});
