import type { Clock } from '@gongdan/core';
import type { EventStore } from '../event-store.js';
import type { Finding } from './finding.js';
import { checkReading, compareWithHead, cutTail } from './head-check.js';
import type { HeadFile, LogHead } from './head-file.js';
import { EMPTY_LOG_DIGEST, nextLogDigest } from './log-digest.js';

/** How often the head follows the log: what was appended later than this may be cut off unseen. */
const HEAD_INTERVAL_MS = 5_000;

/** Pages that closing still reads: it must not wait for a long catch-up. */
const CLOSING_PAGES_MAX = 4;

export interface HeadKeeperOptions {
  readonly intervalMs?: number;
  /** The log contradicts its head. The keeper has stopped and left the head, the evidence, as it is. */
  readonly onFinding: (finding: Finding) => void;
  /** A round failed (the store is away, the disk full); the next one tries again. */
  readonly onFailure: (error: unknown) => void;
}

/** The part of a head that follows from the log. */
type Reached = Omit<LogHead, 'writtenAt'>;

const NOTHING: Reached = {
  lastPosition: 0,
  eventHash: '',
  logDigest: EMPTY_LOG_DIGEST,
  streams: 0,
};

/**
 * Keeps the signed head of the log: follows it every `intervalMs` and once more on closing, and writes
 * where it ends. Goes on from the head that is there, once the log has been found to agree with it; after
 * a log was restored from an older backup the operator must remove the head by hand. Several processes
 * may keep one file: at worst it lags for a round. The first head of a log that is not empty costs one
 * read of the whole log in the background.
 */
export class HeadKeeper {
  private reached: Reached | undefined;
  private round: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private state: 'idle' | 'running' | 'closing' | 'stopped' = 'idle';

  constructor(
    /** The store as it is stored (`ContractedEventStore.raw`). */
    private readonly store: Pick<EventStore, 'readLog' | 'lastPosition'>,
    private readonly file: HeadFile,
    private readonly clock: Clock,
    private readonly options: HeadKeeperOptions,
  ) {}

  /** Begins to follow the log; the first round runs at once. */
  start(): void {
    if (this.state !== 'idle') return;
    this.state = 'running';
    this.schedule(0);
  }

  /** Writes the last head and stops. Call it before the store is closed. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    if (this.state === 'stopped') return;
    this.state = 'closing';
    await this.round;
    if (this.isStopped()) return;
    await this.keep();
    this.state = 'stopped';
  }

  private schedule(delayMs: number): void {
    this.timer = setTimeout(() => {
      this.round = this.run();
    }, delayMs);
    this.timer.unref();
  }

  private async run(): Promise<void> {
    await this.keep();
    if (this.state === 'running') this.schedule(this.options.intervalMs ?? HEAD_INTERVAL_MS);
  }

  private async keep(): Promise<void> {
    try {
      const finding = await this.follow();
      if (!finding) return;
      this.state = 'stopped';
      this.options.onFinding(finding);
    } catch (error) {
      this.options.onFailure(error);
    }
  }

  private async follow(): Promise<Finding | undefined> {
    const reading = await this.file.read();
    const forged = reading.status === 'forged' ? checkReading(reading, false) : undefined;
    if (forged) return forged;
    const head = reading.status === 'signed' ? reading.head : undefined;
    const end = await this.store.lastPosition();
    const contradiction = head && (await this.contradiction(head, end));
    if (contradiction) return contradiction;
    this.reached ??= head ?? NOTHING;
    await this.catchUp(end);
    if (this.reached.lastPosition > (head?.lastPosition ?? 0)) {
      await this.file.write({ ...this.reached, writtenAt: this.clock.now() });
    }
    return undefined;
  }

  private async contradiction(head: LogHead, end: number): Promise<Finding | undefined> {
    if (end < head.lastPosition) return cutTail(head, end);
    const page = await this.store.readLog({ after: head.lastPosition - 1, limit: 1 });
    const [event] = page.events;
    const isThere = event?.position === head.lastPosition;
    return compareWithHead(head, { eventHash: isThere ? event.hash : undefined });
  }

  /** A finding in the round that was waited for stops the keeper, too. */
  private isStopped(): boolean {
    return this.state === 'stopped';
  }

  /** A long catch-up ends early on closing: a head that lags is a true one, too. */
  private async catchUp(end: number): Promise<void> {
    let reached = this.reached ?? NOTHING;
    for (let pages = 0; reached.lastPosition < end; pages++) {
      if (this.state === 'closing' && pages >= CLOSING_PAGES_MAX) return;
      const page = await this.store.readLog({ after: reached.lastPosition });
      if (page.events.length === 0) break;
      for (const { position, version, hash } of page.events) {
        reached = {
          lastPosition: position,
          eventHash: hash,
          logDigest: nextLogDigest(reached.logDigest, hash),
          streams: reached.streams + (version === 1 ? 1 : 0),
        };
      }
      this.reached = reached;
    }
  }
}
