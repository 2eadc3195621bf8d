export { isKurrentConnection, KURRENT_CONNECTION_LENGTH_MAX } from './connection-string.js';
export * from './kurrentdb-event-store.js';
export { KURRENT_STORE_LIMITS, type KurrentStoreLimits } from './store-limits.js';
