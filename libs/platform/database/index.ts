export * from './data-source.js';
export * from './database-failure.js';
export * from './database-now.js';
export * from './migrate.js';
export * from './pool.js';
