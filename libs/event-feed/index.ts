export * from './event-feed.js';
export * from './policy.js';
