export * from './domain/index.js';
export { ClockKeeper } from './keeping/clock-keeper.js';
export { PromiseDecisions } from './keeping/promise-decisions.js';
export * from './migrations.js';
export * from './policy-files/index.js';
export { readOutdatedPromises } from './queries/outdated-promises.js';
export * from './projections/index.js';
export * from './sla.module.js';
export * from './what-if/index.js';
