export * from './embedded-feed.js';
export * from './feed-settings.js';
