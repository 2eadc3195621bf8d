export * from './migrations/index.js';
export * from './projection.js';
export type { ProjectionStatus } from './reading/projection-status.js';
export type { ReadAt } from './reading/read-at.js';
export * from './runner/index.js';
export { selectExpression } from './table/cells.js';
