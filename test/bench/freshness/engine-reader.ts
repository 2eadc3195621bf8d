import { instantOf } from '@gongdan/core';
import { PolicyRunner, type EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { ProjectionRunner } from '@gongdan/projections';
import type pg from 'pg';
import {
  dispatchBoardProjection,
  ticketProjections,
} from '../../../libs/ticket/projections/index.js';
import type { Reader } from './steady-load.js';

const clock = { now: () => instantOf(Date.now()) };
const random = { next: Math.random };
/** A query that does not show its event within this time is a failure, not a late answer. */
const PATIENCE_MS = 30_000;
const CATCH_UP_MS_MAX = 120_000;
/** Policies that hear of everything and do nothing, beside all projections of the ticket stage. */
const POLICIES = 5;

export interface ReadSideParts {
  readonly feed: EventFeed;
  readonly store: EventStore;
  readonly pool: pg.Pool;
  /** Whether every event is looked for by a query; else it is seen when the board’s consumer has it. */
  readonly queries: boolean;
}

/** A read side on this feed, while `work` is done with it: caught up when it begins. */
export async function withReadSide<Value>(
  { feed, store, pool, queries }: ReadSideParts,
  work: (reader: Reader) => Promise<Value>,
): Promise<Value> {
  const runner = new ProjectionRunner({ feed, store, pool, clock, random });
  const policies = new PolicyRunner(feed);
  for (const projection of ticketProjections) await runner.add(projection);
  for (let n = 0; n < POLICIES; n++) {
    const react = (): Promise<void> => Promise.resolve();
    await policies.add({ name: `idle-${n}`, types: ['TicketRegistered'], react });
  }
  await feed.start();
  try {
    const { name, table } = dispatchBoardProjection;
    const end = await store.lastPosition();
    for (const each of ticketProjections) await runner.waitFor(each.name, end, CATCH_UP_MS_MAX);
    return await work(async (position, ticket) => {
      const reached = await runner.waitFor(name, position, PATIENCE_MS);
      if (reached && !queries) return;
      const shown = await runner.readAt(name, async (client) => {
        const query = `SELECT number FROM gongdan.${table} WHERE id = $1`;
        return (await client.query(query, [ticket])).rowCount;
      });
      const complete = reached && shown.position >= position && shown.value === 1;
      if (!complete) throw new Error(`${ticket} at ${position} is not shown`);
    });
  } finally {
    await feed.stop();
  }
}
