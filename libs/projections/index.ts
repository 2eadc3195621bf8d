export {
  DIFFERENCES_LISTED_MAX,
  type CheckResult,
  type Difference,
} from './check/check-projection.js';
export { FORGOTTEN, projectionConsumerName } from './definition.js';
export { CACHED_ROWS_MAX } from './fold/row-cache.js';
export * from './migrations/index.js';
export * from './projection.js';
export type { ProjectionStatus, RebuildStatus } from './reading/projection-status.js';
export type { ReadAt } from './reading/read-at.js';
export type { RebuildOptions, RebuildResult } from './rebuild/rebuild.js';
export type { RebuildPhase, RebuildProgress } from './rebuild/rebuild-progress.js';
export * from './runner/index.js';
