import { messageOf, type Clock, type RandomSource } from '@gongdan/core';
import { hasCode, realPause, retryPauseMs, type EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import type { ClientBase, Pool } from 'pg';
import { checkProjection, type CheckResult } from '../check/check-projection.js';
import { define, type Definition } from '../definition.js';
import { projectionConsumer } from '../fold/projection-consumer.js';
import { stillRebuilding, unknownProjection } from '../projection-errors.js';
import type { Projection } from '../projection.js';
import { projectionStatus, type ProjectionStatus } from '../reading/projection-status.js';
import { readAt, type ReadAt } from '../reading/read-at.js';
import { rebuildProjection, type RebuildOptions, type RebuildResult } from '../rebuild/rebuild.js';
import { inSchema } from '../table/table-statements.js';
import { ensureLiveTable, type LiveTable } from './live-table.js';

export interface ProjectionRunnerOptions {
  readonly feed: EventFeed;
  readonly store: EventStore;
  /** For filling, rebuilding and checking: without a limit on a statement’s time. */
  readonly pool: Pool;
  /** For `readAt`; default `pool`. */
  readonly readPool?: Pool;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** Most rows that a rebuild or check keeps in memory; default CACHED_ROWS_MAX. */
  readonly cachedRowsMax?: number;
  /** Told what an operator should hear of; must not throw. */
  readonly onNotice?: (notice: ProjectionNotice) => void;
}

export interface ProjectionNotice {
  readonly kind: 'rebuild-started' | 'rebuilt' | 'rebuild-failed';
  readonly projection: string;
  readonly message: string;
}

interface Added {
  readonly definition: Definition;
  live: LiveTable;
  /** Its consumer was added to the feed. */
  folding: boolean;
}

/** While another process rebuilds a projection, this one looks whether it is done. */
const REBUILT_ELSEWHERE_MS = 1_000;

/** Keeps the tables of all projections: makes, fills, rebuilds, reads and checks them. */
export class ProjectionRunner {
  private readonly added = new Map<string, Added>();
  private running: { readonly abort: AbortController; readonly tasks: Promise<void>[] } | undefined;

  constructor(private readonly options: ProjectionRunnerOptions) {}

  /**
   * Makes the projection’s table where there is none and has the feed fill it. Where the live table is of
   * another version it is rebuilt after `start`; until then it serves if it has the same columns. Throws
   * `PROJECTION.BAD_DEFINITION`, `PROJECTION.VERSION_NOT_RAISED`.
   */
  async add(projection: Projection): Promise<void> {
    const definition = define(projection);
    const live = await ensureLiveTable(this.options.pool, definition);
    const added: Added = { definition, live, folding: false };
    this.added.set(definition.name, added);
    if (live.usable) await this.fold(added);
    this.bringUpToDate(added);
  }

  /** Starts rebuilding what is of another version, in the background, one after another. */
  start(): Promise<void> {
    if (this.running === undefined) {
      this.running = { abort: new AbortController(), tasks: [] };
      for (const added of this.added.values()) this.bringUpToDate(added);
    }
    return Promise.resolve();
  }

  /** Stops rebuilds that `start` began (they begin anew another time). The feed is stopped by its owner. */
  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    running?.abort.abort();
    await Promise.all(running?.tasks ?? []);
  }

  /** See `rebuildProjection`. Throws `PROJECTION.UNKNOWN` for one that was not added. */
  async rebuild(name: string, options: RebuildOptions = {}): Promise<RebuildResult> {
    const added = this.find(name);
    const result = await rebuildProjection(added.definition, this.options, options);
    await this.adopt(added);
    return result;
  }

  /** See `checkProjection`. */
  async check(name: string): Promise<CheckResult> {
    const { definition, live } = this.find(name);
    if (live.version !== definition.version) throw stillRebuilding(name);
    return checkProjection(definition, this.options);
  }

  /**
   * Has the database look at the live tables anew. After much was written at once lists are planned by what was there
   * before, until it does so by itself, which takes a minute or two.
   */
  async refreshStatistics(): Promise<void> {
    const tables = [...this.added.values()].map(({ definition }) => inSchema(definition.table));
    if (tables.length === 0) return; // without names it would look at everything
    await this.options.pool.query(`ANALYZE (SKIP_LOCKED) ${tables.join(', ')}`);
  }

  status(): Promise<readonly ProjectionStatus[]> {
    const { pool, feed } = this.options;
    return projectionStatus(pool, feed, (name) => this.added.get(name)?.definition.version);
  }

  /** Position of the log that the live table shows. */
  async readPosition(name: string): Promise<number> {
    const { position } = await this.readAt(name, () => Promise.resolve());
    return position;
  }

  /**
   * Runs `query` on a read-only snapshot of the tables of one or several projections; answers its value
   * and the position that they show. Throws `PROJECTION.REBUILDING` (transient) while a live table has
   * columns that this code does not know.
   */
  async readAt<Value>(
    names: string | readonly string[],
    query: (client: ClientBase) => Promise<Value>,
  ): Promise<ReadAt<Value>> {
    const definitions = [names].flat().map((name) => this.usable(name));
    const { pool, readPool = pool } = this.options;
    return readAt(readPool, definitions, query);
  }

  /** True when the projection shows the log up to `position`; false when the time passed first. */
  async waitFor(name: string, position: number, timeoutMs: number): Promise<boolean> {
    return this.options.feed.waitFor(this.find(name).definition.consumer, position, timeoutMs);
  }

  private find(name: string): Added {
    const added = this.added.get(name);
    if (added === undefined) throw unknownProjection(name);
    return added;
  }

  private usable(name: string): Definition {
    const { definition, live } = this.find(name);
    if (!live.usable) throw stillRebuilding(name);
    return definition;
  }

  private async fold(added: Added): Promise<void> {
    if (added.folding) return;
    added.folding = true;
    const { definition, live } = added;
    const foldable = new Set([definition.version, live.version]);
    const { feed, pool } = this.options;
    await feed.add(projectionConsumer(definition, { table: live.table, foldable, pool }));
  }

  private bringUpToDate(added: Added): void {
    const { running } = this;
    if (running === undefined || added.live.version === added.definition.version) return;
    const before = running.tasks.at(-1);
    const task = async (): Promise<void> => {
      await before;
      await this.rebuildUntilDone(added, running.abort.signal);
    };
    running.tasks.push(task());
  }

  private async rebuildUntilDone(added: Added, signal: AbortSignal): Promise<void> {
    const { definition } = added;
    const { random, onNotice = () => undefined } = this.options;
    const notify = (kind: ProjectionNotice['kind'], message: string): void =>
      onNotice({ kind, projection: definition.name, message });
    for (let failures = 0; !signal.aborted && added.live.version !== definition.version;) {
      try {
        await this.adopt(added); // another process may have been faster
        if (added.live.version === definition.version) return;
        notify('rebuild-started', `version ${added.live.version} to ${definition.version}`);
        const options = { signal, replaces: added.live.version };
        const { events, tookMs } = await this.rebuild(definition.name, options);
        notify('rebuilt', `${events} events in ${tookMs} ms`);
      } catch (error) {
        if (signal.aborted) return;
        const elsewhere = hasCode(error, 'PROJECTION.REBUILD_RUNNING');
        if (!elsewhere) notify('rebuild-failed', messageOf(error));
        await realPause(
          elsewhere ? REBUILT_ELSEWHERE_MS : retryPauseMs(++failures, random),
          signal,
        );
      }
    }
  }

  /** Takes note of what is live now, and folds into it. */
  private async adopt(added: Added): Promise<void> {
    added.live = await ensureLiveTable(this.options.pool, added.definition);
    if (added.live.usable) await this.fold(added);
  }
}
