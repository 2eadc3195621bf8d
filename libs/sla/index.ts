export * from './domain/index.js';
export * from './policy-files/index.js';
export * from './projections/index.js';
export * from './sla.module.js';
export * from './what-if/index.js';
export * from './timers/migrations/index.js';
