import { messageOf } from '@gongdan/core';
import type { CheckedAppend } from './append-validation.js';
import type { AppendResult } from './event-store.js';
import { unavailable } from './store-failures.js';

/** An append on its way to the database, and the caller that waits for it. */
export interface PendingAppend {
  readonly checked: CheckedAppend;
  /** `performance.now()` when it came. */
  readonly queuedAtMs: number;
  resolve(result: AppendResult): void;
  reject(error: unknown): void;
}

export const rejectAll = (appends: readonly PendingAppend[], error: unknown): void => {
  for (const { reject } of appends) reject(error);
};

/** Appends that were not sent yet, oldest first. One that waits too long is told that it was not written. */
export class WaitingAppends {
  private appends: PendingAppend[] = [];
  private totalBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly waitMsMax: number,
    private readonly whyNotSent: () => unknown,
    private readonly onLate: () => void,
  ) {}

  get count(): number {
    return this.appends.length;
  }

  get bytes(): number {
    return this.totalBytes;
  }

  push(append: PendingAppend): void {
    this.appends.push(append);
    this.totalBytes += append.checked.bytes;
    this.timer ??= setTimeout(() => this.expire(), this.waitMsMax);
  }

  putBack(appends: readonly PendingAppend[]): void {
    this.appends.unshift(...appends);
    this.totalBytes += bytesOf(appends);
    if (appends.length > 0) this.timer ??= setTimeout(() => this.expire(), this.waitMsMax);
  }

  /**
   * The oldest appends, in order. Where a key may be there `once` only, a second one with a command key of
   * the batch stays behind: one transaction would look its key up before the first one wrote it.
   */
  take(
    countMax: number,
    bytesMax: number,
    keys: 'once' | 'repeated' = 'once',
  ): readonly PendingAppend[] {
    if (countMax === 0) return [];
    const taken: PendingAppend[] = [];
    const left: PendingAppend[] = [];
    const taking = new Set<string>();
    let bytes = 0;
    let index = 0;
    for (; index < this.appends.length && taken.length < countMax; index++) {
      const append = this.appends[index] as PendingAppend;
      const { command } = append.checked;
      if (taken.length > 0 && bytes + append.checked.bytes > bytesMax) break;
      if (command && keys === 'once' && taking.has(command.key)) {
        left.push(append);
        continue;
      }
      if (command) taking.add(command.key);
      bytes += append.checked.bytes;
      taken.push(append);
    }
    this.appends.splice(0, index, ...left);
    this.totalBytes -= bytes;
    return taken;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private expire(): void {
    this.timer = undefined;
    const now = performance.now();
    const isLate = ({ queuedAtMs }: PendingAppend) => now - queuedAtMs >= this.waitMsMax - 1;
    const late = this.appends.filter(isLate);
    this.appends = this.appends.filter((append) => !isLate(append));
    this.totalBytes -= bytesOf(late);
    const [oldest] = this.appends;
    if (oldest) {
      const restMs = oldest.queuedAtMs + this.waitMsMax - now;
      this.timer = setTimeout(() => this.expire(), restMs);
    }
    if (late.length === 0) return;
    const cause = this.whyNotSent();
    const why =
      cause === undefined
        ? `no turn came within ${this.waitMsMax} ms`
        : `no connection within ${this.waitMsMax} ms (${messageOf(cause)})`;
    for (const { reject } of late) reject(unavailable(why, cause));
    this.onLate();
  }
}

const bytesOf = (appends: readonly PendingAppend[]): number =>
  appends.reduce((sum, { checked }) => sum + checked.bytes, 0);
