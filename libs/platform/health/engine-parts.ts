import type { ConsumerStatus, EventFeed } from '@gongdan/event-feed';
import type pg from 'pg';
import { databaseFailure } from '../database/index.js';
import type { ReadinessPart } from './readiness.js';

/** Whatever a host serves needs these: the log, and who asks. */
const NEEDED_TABLES = ['event', 'user_account', 'session'];

const READ_OF_EACH = `SELECT ${NEEDED_TABLES.map(
  (table) => `(SELECT 1 FROM gongdan.${table} LIMIT 1)`,
).join(', ')}`;

/** The database answers, and has the tables without which no request can be served. */
export const databasePart = (pool: Pick<pg.Pool, 'query'>): ReadinessPart => ({
  name: 'database',
  async check() {
    try {
      await pool.query(READ_OF_EACH);
      return undefined;
    } catch (error) {
      if (databaseFailure(error)?.code !== 'DATABASE.NOT_SET_UP') throw error;
      return `lacks one of the tables ${NEEDED_TABLES.join(', ')}, or the right to read it`;
    }
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
