export * from './delivering-feed.js';
export { DEAD_LETTERS_LISTED_MAX, type Parking } from './dead-letter-store.js';
export * from './feed-settings.js';
export * from './handover.js';
