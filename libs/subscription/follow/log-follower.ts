import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RandomSource } from '@gongdan/core';
import { retryPauseMs, type Pause } from '@gongdan/event-feed';
import type { EventStore, LogPage } from '@gongdan/event-store';
import type { EventTest } from '../filter/event-filter.js';
import { RecentEvents } from './recent-events.js';

/** Events of one page of the log as it grows. */
const FOLLOW_PAGE_EVENTS = 500;
/** How long the log is still followed when the last listener has gone: mostly another one comes. */
export const LINGER_MS = 10_000;
/** Listeners woken in one turn of the event loop: thousands of answers at once would hold up all else. */
const WOKEN_AT_ONCE = 100;

interface Waiter {
  /** Nothing that passes lies up to here. */
  position: number;
  readonly passes: EventTest;
  readonly done: () => void;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * Follows the log from its end, once for all subscribers of a process: however many wait, the store has
 * one subscription. It is begun by the first listener, ended some time after the last one, and survives
 * failures of the store.
 */
export class LogFollower {
  private listeners = 0;
  private run: { readonly abort: AbortController; readonly ended: Promise<void> } | undefined;
  private recent: RecentEvents | undefined;
  private readonly waiting = new Set<Waiter>();
  private lingering: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly store: Pick<EventStore, 'subscribe' | 'lastPosition'>,
    private readonly pause: Pause,
    private readonly random: RandomSource,
    private readonly monotonicNowMs: () => number = () => performance.now(),
  ) {}

  /** Everything up to here was heard of; undefined: not begun yet. */
  get head(): number | undefined {
    return this.recent?.position;
  }

  /** Whether the store is being followed at present. */
  get isFollowing(): boolean {
    return this.run !== undefined;
  }

  /** How many wait for news at present. */
  get waitingNow(): number {
    return this.waiting.size;
  }

  /** What passes after a position, from memory; undefined: to be read from the store. */
  recentPage(after: number, limit: number, passes: EventTest): LogPage | undefined {
    return this.recent?.page(after, limit, passes);
  }

  /** Answers what ends the listening; to be called once. */
  listen(): () => void {
    clearTimeout(this.lingering);
    this.listeners += 1;
    if (!this.closed) this.run ??= this.begin();
    return () => {
      this.listeners -= 1;
      if (this.listeners > 0 || this.closed) return;
      this.lingering = setTimeout(() => void this.end(), LINGER_MS);
      this.lingering.unref();
    };
  }

  /**
   * Waits until there may be something that passes after `position`, at most `timeoutMs` or until `signal`
   * aborts or the follower is closed. Answers up to where nothing passes: at least `position`.
   */
  async news(
    position: number,
    passes: EventTest,
    { signal, timeoutMs }: WaitOptions,
  ): Promise<number> {
    const page = this.recentPage(position, 1, passes);
    const unheard = this.recent !== undefined && page === undefined;
    if (unheard || this.closed || signal.aborted) return position;
    const [first] = page?.events ?? [];
    if (first) return first.position - 1;
    const { waiting } = this;
    return new Promise((resolve) => {
      const timer = setTimeout(done, timeoutMs);
      const waiter: Waiter = { position: page?.lastPosition ?? position, passes, done };
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        waiting.delete(waiter);
        resolve(waiter.position);
      }
      waiting.add(waiter);
      signal.addEventListener('abort', done);
    });
  }

  /** Wakes everybody; nobody waits any more. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.lingering);
    await this.wake([...this.waiting]);
    await this.end();
  }

  private begin() {
    const abort = new AbortController();
    return { abort, ended: this.follow(abort.signal) };
  }

  private async end(): Promise<void> {
    const { run } = this;
    this.run = undefined;
    this.recent = undefined; // what comes until the next beginning is missing
    run?.abort.abort();
    await run?.ended;
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        const after = this.head ?? (await this.begun(signal));
        if (after === undefined) return;
        const range = { after, limit: FOLLOW_PAGE_EVENTS };
        for await (const page of this.store.subscribe(range, signal)) {
          if (signal.aborted) return;
          failures = 0;
          this.take(page);
        }
      } catch {
        if (signal.aborted) return;
        failures += 1;
        await this.pause(retryPauseMs(failures, this.random), signal);
      }
    }
  }

  /** The log’s end, from which it is followed; undefined: ended meanwhile. */
  private async begun(signal: AbortSignal): Promise<number | undefined> {
    const end = await this.store.lastPosition();
    if (signal.aborted) return undefined;
    this.recent = new RecentEvents(end, this.monotonicNowMs);
    // Who waits from before may have missed what came until now.
    void this.wake([...this.waiting].filter(({ position }) => position < end));
    return end;
  }

  private take(page: LogPage): void {
    this.recent?.add(page);
    const woken: Waiter[] = [];
    for (const waiter of this.waiting) {
      const found = page.events.find(
        (event) => event.position > waiter.position && waiter.passes(event),
      );
      waiter.position = Math.max(waiter.position, found ? found.position - 1 : page.lastPosition);
      if (found) woken.push(waiter);
    }
    void this.wake(woken);
  }

  private async wake(waiters: readonly Waiter[]): Promise<void> {
    for (const waiter of waiters) this.waiting.delete(waiter);
    for (let start = 0; start < waiters.length; start += WOKEN_AT_ONCE) {
      if (start > 0) await nextTurn();
      for (const waiter of waiters.slice(start, start + WOKEN_AT_ONCE)) waiter.done();
    }
  }
}
