import { GongdanError } from '@gongdan/core';

/** When to come again: places become free as others leave. */
const RETRY_AFTER_SECONDS = 5;

export interface PlacesOptions {
  /** What takes a place, in the plural, for the words of a refusal. */
  readonly what: string;
  readonly max: number;
  readonly ofAccountMax: number;
}

/** A bounded number of places, and of those a bounded number for each account. */
export class Places {
  private taken = 0;
  private readonly takenBy = new Map<string, number>();

  constructor(private readonly options: PlacesOptions) {}

  get takenNow(): number {
    return this.taken;
  }

  /** Throws `SUBSCRIPTION.ACCOUNT_FULL` or `SUBSCRIPTION.PROCESS_FULL`; answers what gives the place back. */
  take(account: string): () => void {
    const { what, max, ofAccountMax } = this.options;
    const own = this.takenBy.get(account) ?? 0;
    if (own >= ofAccountMax) throw accountFull(what, ofAccountMax);
    if (this.taken >= max) throw processFull(what, max);
    this.taken += 1;
    this.takenBy.set(account, own + 1);
    return () => this.giveBack(account);
  }

  private giveBack(account: string): void {
    this.taken -= 1;
    const left = (this.takenBy.get(account) ?? 1) - 1;
    if (left === 0) this.takenBy.delete(account);
    else this.takenBy.set(account, left);
  }
}

const accountFull = (what: string, max: number): GongdanError =>
  new GongdanError({
    code: 'SUBSCRIPTION.ACCOUNT_FULL',
    category: 'transient',
    message: `This account has ${max} ${what} open already.`,
    hint: 'Close some: one that is not read any more stays open until its connection is closed.',
    extra: { retryAfterSeconds: RETRY_AFTER_SECONDS },
  });

const processFull = (what: string, max: number): GongdanError =>
  new GongdanError({
    code: 'SUBSCRIPTION.PROCESS_FULL',
    category: 'transient',
    message: `There are ${max} ${what} open here already.`,
    hint: 'Ask again later, or read the pull feed without waitSeconds.',
    extra: { retryAfterSeconds: RETRY_AFTER_SECONDS },
  });
