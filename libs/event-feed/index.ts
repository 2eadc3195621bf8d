export * from './event-feed.js';
export * from './policy-command.js';
export * from './policy.js';
