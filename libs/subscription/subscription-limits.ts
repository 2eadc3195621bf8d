/** Bounds of what other systems may hold open in one process, and of how long they may. */
export interface SubscriptionLimits {
  /** Reads of the pull feed that wait for something new; one more is answered with 503. */
  readonly waitingReadsMax: number;
  /** The same of one account; one more is answered with 429. */
  readonly waitingReadsOfAccountMax: number;
  /** Event streams; one more is answered with 503. */
  readonly streamsMax: number;
  /** The same of one account; one more is answered with 429. */
  readonly streamsOfAccountMax: number;
  /** Bytes given to a stream’s socket before it has taken those before; a larger event goes alone. */
  readonly unsentBytesMax: number;
  /** A reader of a stream that accepts nothing for so long is dropped. */
  readonly acceptMsMax: number;
  /** How long what was sent, and the last word, may then still be fetched. */
  readonly farewellMsMax: number;
  /** A stream is never silent for longer: proxies end what is. */
  readonly heartbeatMs: number;
  /** Logins behind what is open are looked at so often; what has no login any more is ended. */
  readonly loginCheckMs: number;
}

export const SUBSCRIPTION_LIMITS: SubscriptionLimits = {
  waitingReadsMax: 5_000,
  waitingReadsOfAccountMax: 1_000,
  streamsMax: 1_000,
  streamsOfAccountMax: 100,
  unsentBytesMax: 65_536,
  acceptMsMax: 30_000,
  farewellMsMax: 5_000,
  heartbeatMs: 15_000,
  loginCheckMs: 5_000,
};

/** Longest wait of one read of the pull feed; proxies mostly give up after 60 s. */
export const WAIT_SECONDS_MAX = 30;
