export * from './domain/index.js';
export * from './migrations.js';
export * from './policy-files/index.js';
export * from './projections/index.js';
export * from './sla.module.js';
