export { isKurrentConnection, KURRENT_CONNECTION_LENGTH_MAX } from './connection-string.js';
export * from './kurrentdb-event-store.js';
