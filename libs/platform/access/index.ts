export * from './access-guard.js';
export * from './route-policy.js';
export * from './scraper.js';
