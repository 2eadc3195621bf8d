import {
  epochMsOf,
  faultPoint,
  instantOf,
  isPlanted,
  type Clock,
  type RecordedEvent,
  type StreamName,
} from '@gongdan/core';
import { checkAppend, type CheckedAppend, type CheckedWrite } from '../append-validation.js';
import { chain, contentDigestOf, NO_PREVIOUS_HASH } from '../event-hash.js';
import {
  isAsExpected,
  type AppendRequest,
  type AppendResult,
  type Conflict,
  type EventStore,
  type LogPage,
  type LogRange,
  type StoredOutcome,
  type StreamRange,
} from '../event-store.js';
import { recordedEventOf } from '../recorded-event.js';
import { checkLogRange, checkStreamRange } from '../read-validation.js';
import { outcomeUnknown, unavailable } from '../store-failures.js';
import { Waiters } from '../waiters.js';
import { deepFreeze } from './deep-freeze.js';

interface Stored extends StoredOutcome {
  readonly key: string;
}

/**
 * The event store of unit tests and simulations: the whole contract but durability, on an injected
 * clock. One append is applied in one synchronous step, so any interleaving of callers is a serial one.
 */
export class InMemoryEventStore implements EventStore {
  private readonly log: RecordedEvent[] = [];
  private readonly streams = new Map<StreamName, RecordedEvent[]>();
  private readonly outcomes = new Map<string, Stored>();
  private readonly waiters = new Waiters();
  private closed = false;

  constructor(private readonly clock: Clock) {}

  async append(request: AppendRequest): Promise<AppendResult> {
    const checked = checkAppend(request);
    await faultPoint('append.before');
    this.mustBeOpen();
    const result = this.tryAppend(checked);
    if (result.status !== 'appended') return result;
    this.waiters.wakeAll();
    try {
      await faultPoint('append.after-commit');
    } catch (error) {
      throw outcomeUnknown(error);
    }
    return result;
  }

  async readStream(stream: StreamName, range?: StreamRange): Promise<readonly RecordedEvent[]> {
    const { backwards, fromVersion, limit } = checkStreamRange(range);
    this.mustBeOpen();
    const events = this.streams.get(stream) ?? [];
    if (!backwards) {
      const first = (fromVersion ?? 1) - 1;
      return events.slice(first, first + limit);
    }
    const end = Math.min(fromVersion ?? events.length, events.length);
    return events.slice(Math.max(0, end - limit), end).reverse();
  }

  async readLog(range: LogRange): Promise<LogPage> {
    const { after, limit, types } = checkLogRange(range);
    this.mustBeOpen();
    if (types === undefined) {
      const events = this.log.slice(after, after + limit);
      const lastPosition = events.at(-1)?.position ?? after;
      const runsAhead = isPlanted('log.page-runs-ahead');
      return { events, lastPosition: runsAhead ? Math.max(after, this.log.length) : lastPosition };
    }
    const wanted = new Set(types);
    const events: RecordedEvent[] = [];
    for (let index = after; index < this.log.length; index++) {
      const event = this.log[index];
      if (event === undefined || !wanted.has(event.type)) continue;
      events.push(event);
      if (events.length === limit) return { events, lastPosition: event.position };
    }
    return { events, lastPosition: Math.max(after, this.log.length) };
  }

  async *subscribe(range: LogRange, signal: AbortSignal): AsyncGenerator<LogPage, void> {
    let { after } = range;
    while (!signal.aborted) {
      const { seen } = this.waiters;
      const page = await this.readLog({ ...range, after });
      if (signal.aborted) return;
      if (page.lastPosition > after) {
        after = page.lastPosition;
        if (isPlanted('subscription.forget-live-event')) yield forgetful(page);
        else yield page;
      } else {
        await this.waiters.wait(seen, signal);
      }
    }
  }

  async lastPosition(): Promise<number> {
    this.mustBeOpen();
    return this.log.length;
  }

  async findOutcome(key: string): Promise<StoredOutcome | undefined> {
    this.mustBeOpen();
    const stored = this.outcomes.get(key);
    if (!stored) return undefined;
    const { fingerprint, outcome, position } = stored;
    return { fingerprint, outcome, position };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.waiters.wakeAll();
  }

  private tryAppend({ writes, command }: CheckedAppend): AppendResult {
    const known = command && this.outcomes.get(command.key);
    if (command && known) {
      return known.fingerprint === command.fingerprint
        ? { status: 'replayed', outcome: known.outcome, position: known.position }
        : { status: 'key-reused', key: command.key };
    }
    const conflict = this.findConflict(writes);
    if (conflict && !isPlanted('append.skip-version-check')) return conflict;
    const events = this.record(writes);
    const position = this.log.length + events.length;
    for (const event of events) {
      this.log.push(event);
      const stream = this.streams.get(event.stream);
      if (stream) stream.push(event);
      else this.streams.set(event.stream, [event]);
    }
    if (command) {
      const { key, fingerprint, outcomeText } = command;
      const outcome = deepFreeze(JSON.parse(outcomeText) as unknown);
      this.outcomes.set(key, { key, fingerprint, outcome, position });
    }
    return { status: 'appended', position, events };
  }

  private findConflict(writes: readonly CheckedWrite[]): Conflict | undefined {
    for (const { stream, expected } of writes) {
      const actual = this.streams.get(stream)?.length ?? 0;
      if (!isAsExpected(expected, actual)) return { status: 'conflict', stream, expected, actual };
    }
    return undefined;
  }

  private record(writes: readonly CheckedWrite[]): RecordedEvent[] {
    const previousMs = epochMsOf(this.log.at(-1)?.recordedAt ?? instantOf(0));
    const recordedAtMs = Math.max(previousMs, epochMsOf(this.clock.now()));
    let position = this.log.length;
    return writes.flatMap(({ stream, events }) => {
      const newest = this.streams.get(stream)?.at(-1);
      let version = newest?.version ?? 0;
      let hash = newest?.hash ?? NO_PREVIOUS_HASH;
      return events.map(({ event, dataText }): RecordedEvent => {
        const digest = contentDigestOf(stream, event, dataText);
        const place = { position: ++position, version: ++version };
        hash = chain(hash, digest, place, recordedAtMs);
        const data = JSON.parse(dataText) as RecordedEvent['data'];
        const recordedAt = instantOf(recordedAtMs);
        return deepFreeze(
          recordedEventOf(stream, { ...event, data }, { ...place, recordedAt, hash }),
        );
      });
    });
  }

  private mustBeOpen(): void {
    if (this.closed) throw unavailable('it is closed');
  }
}

/** Planted fault: the page’s last event is left out although the page says it was looked at. */
const forgetful = (page: LogPage): LogPage => ({ ...page, events: page.events.slice(0, -1) });
