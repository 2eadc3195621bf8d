import { randomUUID } from 'node:crypto';
import type { Instant } from '@gongdan/core';
import { EmbeddedFeed, eventFeedMigrations } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import {
  configFolder,
  createPool,
  FreshReads,
  migrate,
  systemClock,
  systemRandom,
} from '@gongdan/platform';
import { ProjectionRunner, projectionMigrations } from '@gongdan/projections';
import { ticketWorkflowVocabulary } from '@gongdan/ticket';
import { loadWorkflows } from '@gongdan/workflow';
import {
  ticketDetailProjection,
  ticketSearchProjection,
} from '../../../libs/ticket/projections/index.js';
import { ListTickets } from '../../../libs/ticket/queries/list-tickets/list-tickets.js';
import { ReadModels } from '../../../libs/ticket/queries/shared/read-models.js';
import { SyntheticLog } from './synthetic-log.js';
import { END_MS } from './synthetic-tickets.js';

const PROJECTIONS = [ticketDetailProjection, ticketSearchProjection] as const;
const CONNECTIONS_MAX = 4;
const NO_WAIT = { readWaitMsMax: 0 };

/** The read side of a desk with so many tickets: its tables, and the query class over them. */
export interface Desk {
  readonly log: SyntheticLog;
  readonly pool: ReturnType<typeof createPool>;
  readonly lists: ListTickets;
  /** Folds the log into the tables, as a rebuild does, and tidies up as autovacuum would. */
  fill(): Promise<void>;
  close(): Promise<void>;
}

/** The log is made up and lies in memory; tables, folding and queries are the engine’s own. */
export async function openDesk(url: string, tickets: number): Promise<Desk> {
  await migrate(url, [...eventFeedMigrations, ...projectionMigrations]);
  const pool = createPool({
    url,
    name: 'bench',
    connectionsMax: CONNECTIONS_MAX,
    waitMsMax: 10_000,
    onError: (error) => console.error(error.message),
  });
  const log = new SyntheticLog(tickets);
  const store = log as unknown as EventStore;
  const parts = { store, pool, clock: systemClock, random: systemRandom };
  const feed = new EmbeddedFeed({ ...parts, ids: { next: randomUUID } });
  const runner = new ProjectionRunner({ ...parts, feed });
  for (const projection of PROJECTIONS) {
    await runner.add(projection);
  }
  const clock = { now: () => new Date(END_MS).toISOString() as Instant };
  return {
    log,
    pool,
    lists: new ListTickets(
      new ReadModels(runner, new FreshReads(feed, store, NO_WAIT)),
      store,
      loadWorkflows(configFolder('workflows'), ticketWorkflowVocabulary),
      clock,
    ),
    async fill() {
      for (const { name, table } of PROJECTIONS) {
        await runner.rebuild(name);
        await pool.query(`VACUUM (ANALYZE) gongdan.${table}`);
      }
    },
    async close() {
      await feed.stop();
      await pool.end();
    },
  };
}
