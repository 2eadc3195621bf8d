export * from './commands/index.js';
export * from './domain/index.js';
export * from './migrations.js';
export * from './projections/index.js';
export * from './ticket.module.js';
