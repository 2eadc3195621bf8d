import { epochMsOf, LeastRecentlyUsed, type RecordedEvent, type StreamName } from '@gongdan/core';
import type { CheckedAppend } from '../append-validation.js';
import {
  NO_STREAM_HEAD,
  type AppendPlan,
  type LogHead,
  type StreamHead,
  type WriterView,
} from './append-plan.js';
import type { KurrentReader } from './kurrent-reader.js';

/** Streams whose newest version and hash a process remembers. */
const HEADS_MAX = 10_000;
/** Events of others that are read to bring the memory up to date; with more of them it is given up. */
export const CATCH_UP_EVENTS_MAX = 500;

/**
 * What this process believes about the end of the log and of streams. Never trusted: every transaction
 * expects the log to end where this says, and fails where it is wrong.
 */
export class WriterMemory {
  private log: LogHead | undefined;
  private readonly heads = new LeastRecentlyUsed<StreamName, StreamHead>(HEADS_MAX);

  constructor(private readonly reader: KurrentReader) {}

  /**
   * How things stand for these appends. Unless `careful`, new keys and streams that are to begin are taken
   * for new without a look.
   */
  async view(appends: readonly CheckedAppend[], careful: boolean): Promise<WriterView> {
    const log = (this.log ??= headOf(await this.reader.newest()));
    const writes = appends.flatMap((append) => append.writes);
    const begins = ({ expected, events }: (typeof writes)[number]) =>
      (expected === 'none' || expected === 0) && events.length > 0;
    const streams = new Set(
      writes.filter((write) => careful || !begins(write)).map(({ stream }) => stream),
    );
    const heads = new Map<StreamName, StreamHead>();
    await Promise.all(
      [...streams].map(async (stream) => heads.set(stream, await this.headOfStream(stream))),
    );
    for (const { stream } of writes) {
      const remembered = heads.has(stream) ? undefined : this.heads.get(stream);
      if (remembered) heads.set(stream, remembered);
    }
    return { log, heads, outcomes: await this.outcomes(careful ? appends : []) };
  }

  /** Whether the log still ends where the memory says. */
  async isCurrent(): Promise<boolean> {
    return this.log !== undefined && (await this.reader.lastPosition()) === this.log.position;
  }

  /** Takes in what others have written. Answers whether there was anything. */
  async catchUp(): Promise<boolean> {
    if (this.log === undefined) return true;
    const { position } = this.log;
    const events = await this.reader.logAfter(position, CATCH_UP_EVENTS_MAX);
    const newest = events.at(-1);
    if (newest === undefined) return false;
    if (events.length === CATCH_UP_EVENTS_MAX) {
      this.forget();
      return true;
    }
    for (const { stream, version, hash } of events) this.heads.set(stream, { version, hash });
    this.log = headOf(newest);
    return true;
  }

  written({ log, heads }: AppendPlan): void {
    this.log = log;
    for (const [stream, head] of heads) this.heads.set(stream, head);
  }

  forget(): void {
    this.log = undefined;
    this.heads.clear();
  }

  private async headOfStream(stream: StreamName): Promise<StreamHead> {
    const remembered = this.heads.get(stream);
    if (remembered) return remembered;
    const [newest] = await this.reader.streamBackwards(stream, undefined, 1);
    const head = newest ? { version: newest.version, hash: newest.hash } : NO_STREAM_HEAD;
    this.heads.set(stream, head);
    return head;
  }

  private async outcomes(appends: readonly CheckedAppend[]): Promise<WriterView['outcomes']> {
    const keys = new Set(appends.flatMap(({ command }) => command?.key ?? []));
    const found = await Promise.all(
      [...keys].map(async (key) => [key, await this.reader.outcomeOf(key)] as const),
    );
    return new Map(found.flatMap(([key, outcome]) => (outcome ? [[key, outcome]] : [])));
  }
}

const headOf = (newest: RecordedEvent | undefined): LogHead => ({
  position: newest?.position ?? 0,
  recordedAtMs: newest === undefined ? 0 : epochMsOf(newest.recordedAt),
});
