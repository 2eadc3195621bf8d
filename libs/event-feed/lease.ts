/**
 * No lease is that long. One that ends later was taken before the database’s clock was set back: a holder that
 * lives prolongs it by the new clock soon, and for one that was killed nobody may wait until the old time comes
 * again.
 */
export const LEASE_MS_MAX = 120_000;
