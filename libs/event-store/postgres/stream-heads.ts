import type { RecordedEvent } from '@gongdan/core';
import type { CheckedAppend } from '../append-validation.js';
import { isAsExpected, type AppendResult } from '../event-store.js';

/** Streams whose newest event is remembered; the one not written for longest goes first. */
export const REMEMBERED_HEADS_MAX = 10_000;
/** Batches that go without memory after it was wrong: others are writing to the same streams. */
export const DISTRUSTED_BATCHES = 64;

export interface StreamHead {
  readonly version: number;
  readonly hash: string;
}

/**
 * What this process wrote last to each stream, over this connection: the next append there need not look
 * it up (a quarter of the database’s work per event). A memory that is out of date cannot do harm, because
 * (stream, version) is unique: the batch fails and is sent again without it. One that is ahead of the
 * database could; hence `forgetAll` on every new connection, which may lead to a server that lost commits.
 */
export class StreamHeads {
  private readonly heads = new Map<string, StreamHead>();
  /** Per stream: how many batches that write to it are on their way. Nothing is known of it meanwhile. */
  private readonly onTheirWay = new Map<string, number>();
  private distrusted = 0;

  /**
   * What is known for the batch that is being sent, as far as all its expectations agree with it. Nothing of a
   * stream that an append only rests on: no event of it is inserted that would show the memory to be wrong.
   */
  lend(appends: readonly CheckedAppend[], careful: boolean): ReadonlyMap<string, StreamHead> {
    const known =
      careful || this.distrusted > 0 ? new Map<string, StreamHead>() : this.agreed(appends);
    if (this.distrusted > 0) this.distrusted -= 1;
    for (const stream of streamsOf(appends)) {
      this.heads.delete(stream);
      this.onTheirWay.set(stream, (this.onTheirWay.get(stream) ?? 0) + 1);
    }
    return known;
  }

  /** The batch was answered, with these results, or failed. */
  settle(appends: readonly CheckedAppend[], results: readonly AppendResult[] = []): void {
    for (const stream of streamsOf(appends)) {
      const count = (this.onTheirWay.get(stream) ?? 1) - 1;
      if (count === 0) this.onTheirWay.delete(stream);
      else this.onTheirWay.set(stream, count);
    }
    for (const result of results) {
      if (result.status === 'appended') for (const event of result.events) this.put(event);
    }
    for (const stream of this.heads.keys()) {
      if (this.heads.size <= REMEMBERED_HEADS_MAX) break;
      this.heads.delete(stream);
    }
  }

  /** Another connection: nothing is on its way, and nothing that was seen over the old one counts. */
  forgetAll(): void {
    this.heads.clear();
    this.onTheirWay.clear();
  }

  distrust(): void {
    this.heads.clear();
    this.distrusted = DISTRUSTED_BATCHES;
  }

  private agreed(appends: readonly CheckedAppend[]): Map<string, StreamHead> {
    const known = new Map<string, StreamHead>();
    const versions = new Map<string, number>();
    const unsure = new Set<string>();
    for (const { writes } of appends) {
      for (const { stream, expected, events } of writes) {
        const head = this.heads.get(stream);
        if (!head) continue;
        known.set(stream, head);
        const version = versions.get(stream) ?? head.version;
        if (!isAsExpected(expected, version) || events.length === 0) unsure.add(stream);
        versions.set(stream, version + events.length);
      }
    }
    for (const stream of unsure) known.delete(stream);
    return known;
  }

  private put({ stream, version, hash }: RecordedEvent): void {
    if (this.onTheirWay.has(stream)) return;
    this.heads.delete(stream);
    this.heads.set(stream, { version, hash });
  }
}

const streamsOf = (appends: readonly CheckedAppend[]): Set<string> =>
  new Set(appends.flatMap(({ writes }) => writes.map(({ stream }) => stream)));
