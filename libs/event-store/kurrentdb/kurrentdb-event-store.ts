import { randomBytes } from 'node:crypto';
import {
  faultPoint,
  invariant,
  type Clock,
  type RecordedEvent,
  type StreamName,
} from '@gongdan/core';
import { checkAppend } from '../append-validation.js';
import type {
  AppendRequest,
  AppendResult,
  EventStore,
  LogPage,
  LogRange,
  StoredOutcome,
  StreamRange,
} from '../event-store.js';
import { checkLogRange, checkStreamRange, type CheckedLogRange } from '../read-validation.js';
import { unavailable } from '../store-failures.js';
import { AppendLoop } from './append-loop.js';
import { catchUp } from './catch-up.js';
import { KurrentConnection } from './kurrent-connection.js';
import { KurrentReader } from './kurrent-reader.js';
import { KURRENT_STORE_LIMITS, type KurrentStoreLimits } from './store-limits.js';
import { isNamespace, KURRENT_NAMESPACE, StreamNames } from './stream-names.js';
import { WriterMemory } from './writer-memory.js';

export interface KurrentEventStoreOptions {
  /** `kurrentdb://user:password@host:2113?tls=true`, as the official client takes it. */
  readonly connection: string;
  /** Of `recordedAt`, which never goes backwards along the log whatever this clock does. */
  readonly clock: Clock;
  readonly limits?: Partial<KurrentStoreLimits>;
  /** First part of all stream names: lower-case letters and digits. Default: KURRENT_NAMESPACE. */
  readonly namespace?: string;
}

/** Events that a read of certain types fetches at once. */
const SCAN_STEP_EVENTS = 2_000;

/**
 * Opens the event store on KurrentDB (25.1 or later). Throws `STORE.UNAVAILABLE` where it does not answer,
 * `STORE.INVALID_CONNECTION`, `STORE.CLIENT_MISSING` and `STORE.SERVER_UNFIT`.
 */
export const openKurrentEventStore = (
  options: KurrentEventStoreOptions,
): Promise<KurrentEventStore> => KurrentEventStore.open(options);

/**
 * The event store on KurrentDB; docs/adr/0011 says how the contract is kept there. Every transaction holds
 * its events twice: in the stream of the log, whose revision it expects, and in their own streams. Any
 * number of processes may have one each on the same server; they write one after another.
 */
export class KurrentEventStore implements EventStore {
  private readonly closing = new AbortController();
  private readonly reader: KurrentReader;
  private readonly appends: AppendLoop;

  private constructor(
    private readonly connection: KurrentConnection,
    private readonly names: StreamNames,
    clock: Clock,
    private readonly limits: KurrentStoreLimits,
  ) {
    this.reader = new KurrentReader(connection, names);
    this.appends = new AppendLoop({
      connection,
      names,
      clock,
      limits,
      memory: new WriterMemory(this.reader),
      newPartsId: () => randomBytes(16).toString('hex'),
    });
  }

  /** See `openKurrentEventStore`. */
  static async open(options: KurrentEventStoreOptions): Promise<KurrentEventStore> {
    const { connection: text, clock, namespace = KURRENT_NAMESPACE } = options;
    invariant(isNamespace(namespace), `'${namespace}' is no namespace of streams in KurrentDB`);
    const limits = { ...KURRENT_STORE_LIMITS, ...options.limits };
    const connection = await KurrentConnection.open(text, limits);
    const names = new StreamNames(namespace);
    const store = new KurrentEventStore(connection, names, clock, limits);
    try {
      await store.lastPosition();
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  async append(request: AppendRequest): Promise<AppendResult> {
    const checked = checkAppend(request);
    await faultPoint('append.before');
    return this.appends.submit(checked);
  }

  async readStream(stream: StreamName, range?: StreamRange): Promise<readonly RecordedEvent[]> {
    const { backwards, fromVersion, limit } = checkStreamRange(range);
    this.mustBeOpen();
    return backwards
      ? this.reader.streamBackwards(stream, fromVersion, limit)
      : this.reader.streamForwards(stream, fromVersion ?? 1, limit);
  }

  async readLog(range: LogRange): Promise<LogPage> {
    const { after, limit, types } = checkLogRange(range);
    this.mustBeOpen();
    if (types !== undefined) return this.scanLog(after, limit, new Set(types));
    const events = await this.reader.logAfter(after, limit);
    return { events, lastPosition: events.at(-1)?.position ?? after };
  }

  /** Pages of what is there, then a catch-up subscription from where they end. */
  async *subscribe(range: LogRange, signal: AbortSignal): AsyncGenerator<LogPage, void> {
    let { after } = checkLogRange(range);
    for (;;) {
      if (signal.aborted) return;
      const page = await this.readLog({ ...range, after });
      if (signal.aborted) return;
      if (page.lastPosition === after) break;
      after = page.lastPosition;
      yield page;
    }
    const either = AbortSignal.any([signal, this.closing.signal]);
    yield* this.follow(checkLogRange({ ...range, after }), either);
    if (!signal.aborted) this.mustBeOpen();
  }

  async lastPosition(): Promise<number> {
    this.mustBeOpen();
    return this.reader.lastPosition();
  }

  async findOutcome(key: string): Promise<StoredOutcome | undefined> {
    this.mustBeOpen();
    return this.reader.outcomeOf(key);
  }

  /** Answers what was submitted before, then ends the subscriptions and gives the connection back. */
  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    await this.appends.close();
    this.closing.abort();
    await this.connection.close();
  }

  private follow(range: CheckedLogRange, signal: AbortSignal): AsyncGenerator<LogPage, void> {
    const subscription = this.connection.subscribe(this.names.log, range.after);
    return catchUp(subscription, range, signal, (records, after) =>
      this.reader.eventsOfLog(records, after),
    );
  }

  private async scanLog(
    after: number,
    limit: number,
    wanted: ReadonlySet<string>,
  ): Promise<LogPage> {
    const events: RecordedEvent[] = [];
    const end = after + this.limits.scanEventsMax;
    let lastPosition = after;
    while (lastPosition < end) {
      const step = Math.min(SCAN_STEP_EVENTS, end - lastPosition);
      const page = await this.reader.logAfter(lastPosition, step);
      for (const event of page) {
        lastPosition = event.position;
        if (wanted.has(event.type)) events.push(event);
        if (events.length === limit) return { events, lastPosition };
      }
      if (page.length < step) break;
    }
    return { events, lastPosition };
  }

  private mustBeOpen(): void {
    if (this.closing.signal.aborted) throw unavailable('it is closed');
  }
}
