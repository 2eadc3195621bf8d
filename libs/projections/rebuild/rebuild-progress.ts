import { epochMsOf, type Clock } from '@gongdan/core';
import type { Pool } from 'pg';
import type { Definition } from '../definition.js';

/** Progress is written down at most this often. */
const PROGRESS_INTERVAL_MS = 500;

/**
 * - `folding`: the log is read from its start
 * - `indexing`: all rows are written, indexes are being made
 * - `catching-up`: what was recorded meanwhile is folded in
 * - `swapping`: waits for its moment to become the live table
 */
export type RebuildPhase = 'folding' | 'indexing' | 'catching-up' | 'swapping';

export interface RebuildProgress {
  readonly projection: string;
  readonly phase: RebuildPhase;
  /** Log position folded so far, and the log’s end when the rebuild began. */
  readonly position: number;
  readonly total: number;
  readonly eventsPerSecond: number;
  /** Estimated milliseconds until the log’s end is reached; undefined: not known yet. */
  readonly etaMs: number | undefined;
}

export type OnRebuildProgress = (progress: RebuildProgress) => void;

/** Tells how far a rebuild is: to its caller, and in gongdan.projection_rebuild. */
export class ProgressReport {
  private readonly startedMs: number;
  private writtenMs = 0;
  private phase: RebuildPhase = 'folding';

  constructor(
    private readonly definition: Definition,
    private readonly total: number,
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly onProgress: OnRebuildProgress,
  ) {
    this.startedMs = epochMsOf(clock.now());
  }

  async begin(): Promise<void> {
    await this.pool.query(
      `INSERT INTO gongdan.projection_rebuild (name, version, phase, position, total)
       VALUES ($1, $2, 'folding', 0, $3)
       ON CONFLICT (name) DO UPDATE
          SET version = EXCLUDED.version, phase = EXCLUDED.phase, position = 0, error = NULL,
              total = EXCLUDED.total, events_per_second = 0,
              started_at = clock_timestamp(), updated_at = clock_timestamp()`,
      [this.definition.name, this.definition.version, this.total],
    );
    this.onProgress(this.progress(0, 0));
  }

  async reached(phase: RebuildPhase, position: number): Promise<void> {
    const nowMs = epochMsOf(this.clock.now());
    const due = phase !== this.phase || nowMs - this.writtenMs >= PROGRESS_INTERVAL_MS;
    this.phase = phase;
    if (!due) return;
    this.writtenMs = nowMs;
    const progress = this.progress(position, nowMs - this.startedMs);
    this.onProgress(progress);
    await this.pool.query(
      `UPDATE gongdan.projection_rebuild
          SET phase = $2, position = $3, total = greatest(total, $3), events_per_second = $4,
              updated_at = clock_timestamp()
        WHERE name = $1`,
      [this.definition.name, phase, position, progress.eventsPerSecond],
    );
  }

  private progress(position: number, elapsedMs: number): RebuildProgress {
    const perMs = elapsedMs > 0 ? position / elapsedMs : 0;
    const left = Math.max(0, this.total - position);
    return {
      projection: this.definition.name,
      phase: this.phase,
      position,
      total: Math.max(this.total, position),
      eventsPerSecond: perMs * 1_000,
      etaMs: perMs > 0 ? left / perMs : undefined,
    };
  }
}

export async function noteFailure(pool: Pool, projection: string, error: string): Promise<void> {
  await pool.query(
    `UPDATE gongdan.projection_rebuild SET error = $2, updated_at = clock_timestamp()
      WHERE name = $1`,
    [projection, error.replaceAll('\u0000', '\uFFFD')],
  );
}
