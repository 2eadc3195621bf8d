export * from './delivering-feed.js';
export type { Parking } from './dead-letter-store.js';
export * from './feed-settings.js';
export * from './handover.js';
