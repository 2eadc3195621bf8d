export * from './embedded-feed.js';
