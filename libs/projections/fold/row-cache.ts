import type { RecordedEvent } from '@gongdan/core';
import type { ClientBase } from 'pg';
import { emptied, type Definition } from '../definition.js';
import type { Row } from '../projection.js';
import type { RowTable } from '../table/row-table.js';
import { foldEvents, keysOf, type Rows } from './fold-events.js';
import type { Poisoned } from './poisoned.js';
import { writing, type WrittenRow } from './refused-rows.js';

/** Most rows kept in memory while a table is built from the log. */
const CACHED_ROWS_MAX = 50_000;
/** Most rows in one statement that updates rows written before. */
const UPSERTED_ROWS_MAX = 5_000;
/** What is left in the cache when it has overflowed, as a fraction of its limit. */
const KEPT_AFTER_EVICTION = 0.8;

interface Entry {
  row: Row | undefined;
  /** The table has a row of this key (possibly an older state of it). */
  stored: boolean;
  changed: boolean;
  /** Of the event that made the row what it is; 0: it is as it was loaded. */
  position: number;
}

/** Prepares a table under construction for being read by key and by customer. */
export interface TablePreparation {
  addKey(): Promise<void>;
  addCustomerIndex(): Promise<void>;
}

/**
 * A table under construction with the rows used last in memory: what overflows is written, by COPY where
 * the table never had the row, else by upsert. As long as nothing overflowed the table is empty and
 * needs no index at all.
 */
export class RowCache implements Rows {
  private readonly entries = new Map<string, Entry>();
  private overflowed = false;
  private indexedByCustomer = false;

  constructor(
    private readonly definition: Definition,
    private readonly table: RowTable,
    private readonly client: ClientBase,
    private readonly preparation: TablePreparation,
    private readonly rowsMax: number = CACHED_ROWS_MAX,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  async fold(events: readonly RecordedEvent[], poisoned: Poisoned): Promise<void> {
    await this.fetch(keysOf(this.definition, events));
    await foldEvents(this.definition, this, events, poisoned);
    if (this.entries.size > this.rowsMax) await this.evict(this.rowsMax * KEPT_AFTER_EVICTION);
  }

  get(key: string): Row | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    this.entries.delete(key); // to the end: used last
    this.entries.set(key, entry);
    return entry.row;
  }

  set(key: string, row: Row | undefined, position: number): void {
    const entry = this.entries.get(key);
    if (entry === undefined) this.entries.set(key, { row, stored: false, changed: true, position });
    else Object.assign(entry, { row, changed: true, position });
  }

  async forget(customerId: string, position: number): Promise<void> {
    for (const entry of this.entries.values()) {
      if (entry.row?.['customer_id'] !== customerId) continue;
      const row = emptied(this.definition, entry.row);
      if (row !== entry.row) Object.assign(entry, { row, changed: true, position });
    }
    if (!this.overflowed) return;
    if (!this.indexedByCustomer) await this.preparation.addCustomerIndex();
    this.indexedByCustomer = true;
    await this.table.forget(this.client, [customerId]);
  }

  /** Writes everything that is only in memory. The table then has its primary key. */
  async flush(): Promise<void> {
    await this.evict(0);
  }

  /** Rows that these events concern and that were written out before. */
  private async fetch(keys: ReadonlySet<string>): Promise<void> {
    if (!this.overflowed) return;
    const missing = [...keys].filter((key) => !this.entries.has(key));
    if (missing.length === 0) return;
    for (const [key, row] of await this.table.load(this.client, missing)) {
      this.entries.set(key, { row, stored: true, changed: false, position: 0 });
    }
  }

  private async evict(keep: number): Promise<void> {
    const fresh: WrittenRow[] = [];
    const updated: WrittenRow[] = [];
    const removed: string[] = [];
    for (const [key, { row, stored, changed, position }] of this.entries) {
      if (this.entries.size <= keep) break;
      this.entries.delete(key);
      if (!changed) continue;
      if (row !== undefined) (stored ? updated : fresh).push({ row, position });
      else if (stored) removed.push(key);
    }
    const first = !this.overflowed;
    this.overflowed = true;
    // A key first and rows afterwards only where more will follow: at the end it is built in one go.
    if (first && keep > 0) await this.preparation.addKey();
    await writing(fresh, (rows) => this.table.copy(this.client, rows));
    for (let from = 0; from < updated.length; from += UPSERTED_ROWS_MAX) {
      await writing(updated.slice(from, from + UPSERTED_ROWS_MAX), (rows) =>
        this.table.upsert(this.client, rows),
      );
    }
    await this.table.remove(this.client, removed);
    if (first && keep === 0) await this.preparation.addKey();
  }
}
