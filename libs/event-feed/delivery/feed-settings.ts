import { BATCH_TRIES_MAX, RETRY_PAUSE_FIRST_MS } from '../retry.js';

/** What may be set of a feed; every default fits an engine on two cores. */
export interface FeedSettings {
  /**
   * How long a lease outlives its owner’s last sign of life. It is also the longest that a batch’s
   * transaction may stand idle before the database ends it: a process that was stopped in the middle of
   * a batch must not hold locks against its successor.
   */
  readonly leaseMs: number;
  /** How often a process without the lease asks for it. */
  readonly standbyMs: number;
  /** Skipped positions are written down at most this often (at once where somebody waits for one). */
  readonly flushMs: number;
  /** Least time between the starts of two batches of one consumer that is up to date; more where they take long. */
  readonly batchIntervalMs: number;
  /** Most transactions of this feed at once, hence most connections it takes from the pool for them. */
  readonly transactionsMax: number;
  /** Pause after a first failure. */
  readonly retryPauseFirstMs: number;
  readonly batchTriesMax: number;
}

export const FEED_DEFAULTS: FeedSettings = {
  leaseMs: 5_000,
  standbyMs: 1_000,
  flushMs: 200,
  batchIntervalMs: 15,
  transactionsMax: 3,
  retryPauseFirstMs: RETRY_PAUSE_FIRST_MS,
  batchTriesMax: BATCH_TRIES_MAX,
};

/** Something an operator should hear of. */
export interface FeedNotice {
  readonly kind:
    /** Of every try that fails. */
    | 'retrying'
    /** Once, after those that failed by no event’s fault. */
    | 'recovered'
    | 'parked'
    | 'fenced'
    | 'outdated'
    /** Of every try that fails. */
    | 'log-unreadable'
    /** Once, after those. */
    | 'log-readable'
    | 'foreign-records';
  /** Empty where it concerns all consumers. */
  readonly consumer: string;
  readonly message: string;
  /**
   * Of `log-unreadable`, and of `retrying` by no event’s fault (a database that is away): the failure’s code; empty
   * where it has none.
   */
  readonly code?: string;
}
