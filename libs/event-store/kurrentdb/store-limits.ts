/** Bounds of a KurrentEventStore. Every wait and every queue has one. */
export interface KurrentStoreLimits {
  /** Appends that may wait for their turn; one more is refused with `STORE.BUSY`. */
  readonly waitingAppendsMax: number;
  /** Bytes of data that may wait for their turn; an append beyond it is refused with `STORE.BUSY`. */
  readonly waitingBytesMax: number;
  /** How long an append may wait to be sent before it is refused with `STORE.UNAVAILABLE`. */
  readonly waitMsMax: number;
  /**
   * How long the server may take to answer an append, after which its outcome is unknown. The client’s
   * own `defaultDeadline` (10 s) ends it, too.
   */
  readonly answerMsMax: number;
  /** How long one read may take before it is given up with `STORE.UNAVAILABLE`. */
  readonly readMsMax: number;
  /** Appends in one transaction. */
  readonly batchAppendsMax: number;
  /** Bytes of data in one transaction; an append that is larger by itself goes alone. */
  readonly batchBytesMax: number;
  /**
   * What one transaction may hold, as the server counts it (data, properties and type of every record).
   * Below the server’s own `MaxAppendSize`, whose default is 1 MiB. What does not fit is written in parts
   * beforehand.
   */
  readonly transactionBytesMax: number;
  /** Positions that one read of certain types looks at, so that a rare type does not scan the whole log. */
  readonly scanEventsMax: number;
}

export const KURRENT_STORE_LIMITS: KurrentStoreLimits = {
  waitingAppendsMax: 10_000,
  waitingBytesMax: 67_108_864,
  waitMsMax: 5_000,
  answerMsMax: 10_000,
  readMsMax: 15_000,
  batchAppendsMax: 128,
  batchBytesMax: 262_144,
  transactionBytesMax: 900_000,
  scanEventsMax: 20_000,
};
