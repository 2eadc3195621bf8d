import type { ConsumerStatus, EventFeed } from '@gongdan/event-feed';
import type pg from 'pg';
import type { ReadinessPart } from './readiness.js';

export const databasePart = (pool: pg.Pool): ReadinessPart => ({
  name: 'database',
  async check() {
    await pool.query('SELECT 1');
    return undefined;
  },
});

/** One that lags, is tried again or is run by another process is at work; these are not. */
const AT_REST: readonly ConsumerStatus['state'][] = ['starting', 'stopped'];
/** Names in one answer. */
const NAMED_MAX = 5;

/** The consumers that this process runs or stands by for. */
export const consumersPart = (
  feed: Pick<EventFeed, 'status'>,
  ours: ReadonlySet<string>,
): ReadinessPart => ({
  name: 'consumers',
  async check() {
    if (ours.size === 0) return undefined;
    const statuses = await feed.status();
    const atRest = statuses
      .filter(({ name, state }) => ours.has(name) && AT_REST.includes(state))
      .map(({ name, state }) => `${name} (${state})`);
    if (atRest.length === 0) return undefined;
    const more = atRest.length > NAMED_MAX ? ` and ${atRest.length - NAMED_MAX} more` : '';
    return `are not at work: ${atRest.slice(0, NAMED_MAX).join(', ')}${more}`;
  },
});
