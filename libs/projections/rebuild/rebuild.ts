import { epochMsOf, faultPoint, invariant, messageOf, type Clock } from '@gongdan/core';
import { realPause } from '@gongdan/event-feed';
import { READ_EVENTS_MAX, type EventStore } from '@gongdan/event-store';
import type { ClientBase, Pool } from 'pg';
import type { Definition } from '../definition.js';
import { foldBatch } from '../fold/fold-batch.js';
import { keysOf } from '../fold/fold-events.js';
import { Poisoned } from '../fold/poisoned.js';
import { explained } from '../fold/refused-rows.js';
import { RowCache } from '../fold/row-cache.js';
import { rebuildRunning, rebuildStopped, swapBlocked } from '../projection-errors.js';
import { connectExclusively } from '../table/projection-lock.js';
import { RowTable } from '../table/row-table.js';
import { inSchema, nextTableOf } from '../table/table-statements.js';
import { logPages } from './log-pages.js';
import { NextTable } from './next-table.js';
import { noteFailure, ProgressReport, type OnRebuildProgress } from './rebuild-progress.js';
import { trySwap } from './swap.js';

/** Events folded at a time while the new table catches up with what was recorded meanwhile. */
const CATCH_UP_EVENTS = 1_000;
/** Then what is left is folded in the swap, while the consumer waits: the log grows as fast as we fold. */
const CATCH_UP_ROUNDS_MAX = 50;
const SWAP_TRIES_MAX = 30;
const SWAP_PAUSE_MS = 500;

export interface RebuildParts {
  readonly store: EventStore;
  readonly pool: Pool;
  readonly clock: Clock;
  /** Most rows in memory; default CACHED_ROWS_MAX. */
  readonly cachedRowsMax?: number;
}

export interface RebuildOptions {
  readonly onProgress?: OnRebuildProgress;
  readonly signal?: AbortSignal;
  /** How often the swap is tried while somebody keeps the live table busy; default SWAP_TRIES_MAX. */
  readonly swapTriesMax?: number;
  /** The version that is to be replaced; where another one is live by now, somebody else was faster. */
  readonly replaces?: number;
}

export interface RebuildResult {
  readonly projection: string;
  readonly version: number;
  /** The new table shows the log up to here. */
  readonly position: number;
  readonly events: number;
  readonly tookMs: number;
  /** Events that could not be folded, and their followers: now dead letters of the projection. */
  readonly unfolded: number;
}

/**
 * Builds the projection’s table anew from the log, beside the live one, and swaps it in. The live table
 * and its consumer go on until the swap. A rebuild that is killed leaves the live table as it was; the
 * next one begins anew. Throws `PROJECTION.REBUILD_RUNNING`, `PROJECTION.REBUILD_STOPPED`,
 * `PROJECTION.SWAP_BLOCKED`, `PROJECTION.TOO_MANY_POISONED`, `PROJECTION.ROW_REFUSED`,
 * `PROJECTION.ROWS_REFUSED`.
 */
export async function rebuildProjection(
  definition: Definition,
  parts: RebuildParts,
  options: RebuildOptions = {},
): Promise<RebuildResult> {
  const { client, end } = await connectExclusively(parts.pool, definition.name);
  try {
    await mustReplace(options.replaces, definition, client);
    return await rebuildOn(client, definition, parts, options);
  } finally {
    await end();
  }
}

/** Only who holds the lock knows that nobody replaces it in between. */
async function mustReplace(
  version: number | undefined,
  { name }: Definition,
  client: ClientBase,
): Promise<void> {
  if (version === undefined) return;
  const { rowCount } = await client.query(
    'SELECT FROM gongdan.projection WHERE name = $1 AND version = $2',
    [name, version],
  );
  if (rowCount === 0) throw rebuildRunning(name);
}

async function rebuildOn(
  client: ClientBase,
  definition: Definition,
  parts: RebuildParts,
  options: RebuildOptions,
): Promise<RebuildResult> {
  const rebuild = new Rebuild(definition, parts, options, client);
  try {
    return await rebuild.run();
  } catch (failure) {
    const error = await explained(failure, definition, parts);
    await noteFailure(parts.pool, definition.name, messageOf(error)).catch(() => undefined);
    await rebuild.cleanUp();
    throw error;
  }
}

class Rebuild {
  private position = 0;
  private events = 0;
  private readonly poisoned: Poisoned;
  private readonly table: RowTable;
  private readonly next: NextTable;

  constructor(
    private readonly definition: Definition,
    private readonly parts: RebuildParts,
    private readonly options: RebuildOptions,
    private readonly client: ClientBase,
  ) {
    this.poisoned = new Poisoned(definition.name);
    this.table = new RowTable(definition, inSchema(nextTableOf(definition.table)));
    this.next = new NextTable(definition, client);
  }

  async run(): Promise<RebuildResult> {
    const { clock, pool, store } = this.parts;
    const startedMs = epochMsOf(clock.now());
    const total = await store.lastPosition();
    const { onProgress = () => undefined } = this.options;
    const report = new ProgressReport(this.definition, total, pool, clock, onProgress);
    await report.begin();
    await this.next.create();
    await this.foldLog(report);
    await report.reached('indexing', this.position);
    await this.next.index();
    const position = await this.swapIn(report);
    await faultPoint('rebuild.after-swap');
    const { name: projection, version } = this.definition;
    const tookMs = epochMsOf(clock.now()) - startedMs;
    const unfolded = this.poisoned.unfolded.length;
    return { projection, version, position, events: this.events, tookMs, unfolded };
  }

  async cleanUp(): Promise<void> {
    await this.next.drop().catch(() => undefined); // else the next rebuild removes it
  }

  private async foldLog(report: ProgressReport): Promise<void> {
    const { cachedRowsMax, store } = this.parts;
    const { definition, table, client, next } = this;
    const cache = new RowCache(definition, table, client, next, cachedRowsMax);
    const reading = { after: 0, types: definition.types, limit: READ_EVENTS_MAX };
    for await (const page of logPages(store, reading)) {
      await cache.fold(page.events, this.poisoned);
      this.position = page.lastPosition;
      this.events += page.events.length;
      await this.between();
      await report.reached('folding', this.position);
    }
    await cache.flush();
  }

  private async swapIn(report: ProgressReport): Promise<number> {
    const { definition, client, poisoned } = this;
    const { signal, swapTriesMax = SWAP_TRIES_MAX } = this.options;
    for (let tries = 1; tries <= swapTriesMax; tries++) {
      await this.catchUp(report);
      await report.reached('swapping', this.position);
      const { length } = poisoned.unfolded;
      const position = await trySwap({
        definition,
        client,
        foldOn: (live) => this.foldOn(this.position, live, () => Promise.resolve()),
        unfolded: poisoned.unfolded,
      });
      if (position !== undefined) return position;
      poisoned.rewind(length); // that transaction was rolled back
      await realPause(SWAP_PAUSE_MS, signal);
    }
    throw swapBlocked(definition.name, swapTriesMax);
  }

  /** Until so little is left that the swap can take it: whoever writes goes on meanwhile. */
  private async catchUp(report: ProgressReport): Promise<void> {
    let left = Infinity;
    for (let round = 1; round <= CATCH_UP_ROUNDS_MAX && left > CATCH_UP_EVENTS; round++) {
      const begun = this.position;
      const head = await this.parts.store.lastPosition();
      this.position = await this.foldOn(begun, head, async (position) => {
        await this.between();
        await report.reached('catching-up', position);
      });
      left = this.position - begun;
    }
  }

  /** Folds what was recorded after `from`, page by page, at least up to `until`; answers the position. */
  private async foldOn(
    from: number,
    until: number,
    afterPage: (position: number) => Promise<void>,
  ): Promise<number> {
    const { definition, table, client, poisoned } = this;
    const { types } = definition;
    let position = from;
    while (position < until) {
      const range = { after: position, types, limit: CATCH_UP_EVENTS };
      const { events, lastPosition } = await this.parts.store.readLog(range);
      invariant(lastPosition > position, `the log ends at ${position}, not at ${until} or later`);
      if (events.length > 0) {
        const rows = await table.load(client, [...keysOf(definition, events)]);
        await foldBatch(definition, table, { client, events, rows, poisoned });
      }
      position = lastPosition;
      this.events += events.length;
      await afterPage(position);
    }
    return position;
  }

  private async between(): Promise<void> {
    await faultPoint('rebuild.after-batch');
    if (this.options.signal?.aborted === true) throw rebuildStopped(this.definition.name);
  }
}
