import { randomUUID } from 'node:crypto';
import { instantOf, streamName, type NewEvent, type StreamName } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { Pool } from 'pg';
import type { FeedNotice } from '../delivery/feed-settings.js';
import type { Consumer, EventFeed } from '../event-feed.js';
import type { Sleeper } from './sleeper.js';

/** What an adapter gives the contract suite. */
export interface FeedHarness {
  readonly store: EventStore;
  readonly pool: Pool;
  /** The lease’s time in the feeds that `feed` makes. */
  readonly leaseMs: number;
  /** Each call stands for another process that may run the same consumers. */
  feed(options?: { sleeper?: Sleeper; onNotice?: (notice: FeedNotice) => void }): EventFeed;
  dispose(): Promise<void>;
}

export type HarnessAccess = () => FeedHarness;

/** How long anything in the suite may take at most. */
export const PATIENCE_MS = 30_000;

export const uniqueConsumer = (): string => `test:${randomUUID()}`;
export const uniqueStream = (): StreamName => streamName('ticket', randomUUID());

/** A remark on a ticket; its text tells the test’s consumers what to do with it. */
export const remark = (text: string): NewEvent => ({
  id: randomUUID(),
  type: 'TicketCommented',
  schemaVersion: 1,
  data: { commentId: randomUUID(), text, visibility: 'internal' },
  actor: 'clerk-one',
  occurredAt: instantOf(Date.now()),
  correlationId: randomUUID(),
  causationId: null,
  customerId: null,
});

export const prioritised = (): NewEvent => ({
  ...remark(''),
  type: 'TicketPrioritised',
  data: { priority: 'high', previousPriority: 'normal' },
});

/** Answers the position of the last one. */
export async function append(
  store: EventStore,
  stream: StreamName,
  ...events: NewEvent[]
): Promise<number> {
  const result = await store.append({ writes: [{ stream, expected: 'any', events }] });
  if (result.status !== 'appended') throw new Error(`not appended: ${result.status}`);
  return result.position;
}

export const appendRemarks = (
  store: EventStore,
  stream: StreamName,
  ...texts: string[]
): Promise<number> => append(store, stream, ...texts.map(remark));

/** One line of the table that the test’s consumers write to. */
export interface Effect {
  readonly position: number;
  readonly stream: string;
  readonly text: string | null;
  readonly worker: string;
}

export async function createEffectTable(pool: Pool): Promise<void> {
  await pool.query(`CREATE TABLE IF NOT EXISTS effect (
    id bigint GENERATED ALWAYS AS IDENTITY, consumer text, position bigint, stream text, text text,
    worker text)`);
}

/** In the order in which they were written; a repeated effect shows as a second line. */
export async function effectsOf(pool: Pool, consumer: string): Promise<readonly Effect[]> {
  const { rows } = await pool.query<Effect>(
    `SELECT position::int, stream, text, worker FROM effect WHERE consumer = $1 ORDER BY id`,
    [consumer],
  );
  return rows;
}

/** Writes a line for every event it is handed. */
export function recorder(name: string, options: Partial<Consumer> & { worker?: string } = {}) {
  const { worker = 'one', ...members } = options;
  const handle: Consumer['handle'] = async (events, transaction) => {
    await transaction.query(
      `INSERT INTO effect (consumer, position, stream, text, worker)
       SELECT $1, *, $5 FROM unnest($2::bigint[], $3::text[], $4::text[])`,
      [
        name,
        events.map(({ position }) => position),
        events.map(({ stream }) => stream),
        events.map(({ data }) => data['text'] ?? null),
        worker,
      ],
    );
  };
  return { name, from: 'end', handle, ...members } satisfies Consumer;
}
