import type { ConsumerStatus, EventFeed } from '@gongdan/event-feed';
import type { Pool } from 'pg';
import { projectionConsumerName } from '../definition.js';
import type { RebuildPhase } from '../rebuild/rebuild-progress.js';
import { rebuildIsAlive } from '../table/projection-lock.js';

export interface RebuildStatus {
  readonly version: number;
  /** `abandoned`: its process ended before it was done. `failed`: see `error`. */
  readonly phase: RebuildPhase | 'failed' | 'abandoned';
  readonly position: number;
  readonly total: number;
  readonly eventsPerSecond: number;
  readonly startedAt: string;
  readonly error?: string;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly table: string;
  /** Version of the live table. */
  readonly liveVersion: number;
  /** Version of this process’s code; undefined: it does not know the projection. */
  readonly version?: number;
  readonly position: number;
  readonly lagEvents: number;
  readonly lagMs: number;
  /** `outdated`: the live table is of another version than this code. Else the consumer’s state. */
  readonly state: ConsumerStatus['state'] | 'outdated';
  readonly deadLetters: number;
  readonly lastError?: string;
  readonly rebuiltAt?: string;
  readonly rebuild?: RebuildStatus;
}

interface StatusRow {
  readonly name: string;
  readonly version: number;
  readonly table_name: string;
  readonly rebuilt_at: Date | null;
  readonly rebuild_version: number | null;
  readonly phase: RebuildPhase;
  readonly position: string;
  readonly total: string;
  readonly events_per_second: number;
  readonly started_at: Date;
  readonly error: string | null;
  readonly alive: boolean;
}

/** All projections of the database, by name, those that only other processes know included. */
export async function projectionStatus(
  pool: Pool,
  feed: Pick<EventFeed, 'status'>,
  versionOf: (projection: string) => number | undefined,
): Promise<readonly ProjectionStatus[]> {
  const { rows } = await pool.query<StatusRow>(
    `SELECT p.name, p.version, p.table_name, p.rebuilt_at, r.version AS rebuild_version, r.phase,
            r.position, r.total, r.events_per_second, r.started_at, r.error,
            ${rebuildIsAlive('p.name')} AS alive
       FROM gongdan.projection p LEFT JOIN gongdan.projection_rebuild r USING (name)
      ORDER BY p.name`,
  );
  const consumers = new Map((await feed.status()).map((status) => [status.name, status]));
  return rows.map((row) =>
    statusOf(row, consumers.get(projectionConsumerName(row.name)), versionOf(row.name)),
  );
}

function statusOf(
  row: StatusRow,
  consumer: ConsumerStatus | undefined,
  version: number | undefined,
): ProjectionStatus {
  const outdated = version !== undefined && version !== row.version;
  return {
    name: row.name,
    table: row.table_name,
    liveVersion: row.version,
    ...(version === undefined ? {} : { version }),
    position: consumer?.position ?? 0,
    lagEvents: consumer?.lagEvents ?? 0,
    lagMs: consumer?.lagMs ?? 0,
    state: outdated ? 'outdated' : (consumer?.state ?? 'stopped'),
    deadLetters: consumer?.deadLetters ?? 0,
    ...(consumer?.lastError === undefined ? {} : { lastError: consumer.lastError }),
    ...(row.rebuilt_at === null ? {} : { rebuiltAt: row.rebuilt_at.toISOString() }),
    ...(row.rebuild_version === null ? {} : { rebuild: rebuildOf(row, row.rebuild_version) }),
  };
}

function rebuildOf(row: StatusRow, version: number): RebuildStatus {
  const ended = row.error === null ? 'abandoned' : 'failed';
  return {
    version,
    phase: row.alive ? row.phase : ended,
    position: Number(row.position),
    total: Number(row.total),
    eventsPerSecond: row.events_per_second,
    startedAt: row.started_at.toISOString(),
    ...(row.error === null ? {} : { error: row.error }),
  };
}
