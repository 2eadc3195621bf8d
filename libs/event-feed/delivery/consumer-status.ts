import { epochMsOf, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import type { Pool } from 'pg';
import type { ConsumerStatus } from '../event-feed.js';
import type { ConsumerWorker } from './consumer-worker.js';

interface StatusRow {
  readonly name: string;
  readonly position: string;
  readonly state: ConsumerStatus['state'];
  readonly last_error: string | null;
  readonly held: boolean;
  readonly letters: string;
  readonly streams: string;
}

interface StatusParts {
  readonly pool: Pool;
  readonly rawStore: Pick<EventStore, 'lastPosition' | 'readLog'>;
  readonly clock: Clock;
  readonly worker: (consumer: string) => ConsumerWorker | undefined;
}

/** All consumers that have a checkpoint, whichever process runs them, by name. */
export async function readStatus(parts: StatusParts): Promise<readonly ConsumerStatus[]> {
  const { rows } = await parts.pool.query<StatusRow>(`
    SELECT c.name, c.position, c.state, c.last_error, l.letters, l.streams,
           coalesce(c.lease_until > clock_timestamp(), false) AS held
      FROM gongdan.consumer_checkpoint c
           CROSS JOIN LATERAL (SELECT count(*) AS letters, count(DISTINCT stream) AS streams
                                 FROM gongdan.dead_letter WHERE consumer = c.name) l
     ORDER BY c.name`);
  const head = await parts.rawStore.lastPosition();
  const statuses: ConsumerStatus[] = [];
  for (const row of rows) statuses.push(await statusOf(row, head, parts));
  return statuses;
}

async function statusOf(row: StatusRow, head: number, parts: StatusParts): Promise<ConsumerStatus> {
  const worker = parts.worker(row.name);
  const ours = worker?.progress;
  // What was only skipped over is settled, though not written down yet.
  const position = Math.max(Number(row.position), ours?.settled ?? 0);
  const { state, lastError } = ownWords(row, worker);
  return {
    name: row.name,
    position,
    lagEvents: Math.max(0, head - position),
    lagMs: position < head ? await ageOfNext(position, worker, parts) : 0,
    state,
    parkedStreams: Number(row.streams),
    deadLetters: Number(row.letters),
    ...(lastError === undefined ? {} : { lastError }),
  };
}

/** Our own worker knows best; of another process’s we know what it wrote down last. */
function ownWords(
  row: StatusRow,
  worker: ConsumerWorker | undefined,
): { state: ConsumerStatus['state']; lastError: string | undefined } {
  const runsElsewhere = row.held && worker?.progress === undefined;
  if (worker !== undefined && !runsElsewhere) return worker.standing;
  const lastError = row.last_error ?? undefined;
  return runsElsewhere ? { state: row.state, lastError } : { state: 'stopped', lastError };
}

async function ageOfNext(
  after: number,
  worker: ConsumerWorker | undefined,
  { rawStore, clock }: StatusParts,
): Promise<number> {
  const types = worker?.consumer.types;
  const range = { after, limit: 1, ...(types === undefined ? {} : { types }) };
  const page = await rawStore.readLog(range);
  const [oldest] = page.events;
  return oldest ? Math.max(0, epochMsOf(clock.now()) - epochMsOf(oldest.recordedAt)) : 0;
}
