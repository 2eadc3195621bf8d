/** Bounds of a PostgresEventStore. Every wait and every queue has one. */
export interface PostgresStoreLimits {
  /** Appends that may wait for their turn; one more is refused with `STORE.BUSY`. */
  readonly waitingAppendsMax: number;
  /** Bytes of data that may wait for their turn; an append beyond it is refused with `STORE.BUSY`. */
  readonly waitingBytesMax: number;
  /** How long an append may wait to be sent before it is refused with `STORE.UNAVAILABLE`. */
  readonly waitMsMax: number;
  /**
   * How long the database may take to answer what was sent. Statements are cancelled there (and are then
   * certainly not written) at four fifths of it; without any answer the connection is given up and the
   * outcome is unknown.
   */
  readonly answerMsMax: number;
  /** Appends in one transaction. */
  readonly batchAppendsMax: number;
  /** Bytes of data in one transaction; an append that is larger by itself goes alone. */
  readonly batchBytesMax: number;
  /** Connections for reads, beside one for appends and one that listens. */
  readonly readConnectionsMax: number;
  /** Where a wake-up got lost, a subscription looks by itself after this time. */
  readonly pollMs: number;
}

export const POSTGRES_STORE_LIMITS: PostgresStoreLimits = {
  waitingAppendsMax: 10_000,
  waitingBytesMax: 67_108_864,
  waitMsMax: 5_000,
  answerMsMax: 5_000,
  batchAppendsMax: 512,
  batchBytesMax: 4_194_304,
  readConnectionsMax: 4,
  pollMs: 2_000,
};
