export { CATCH_UP_READS_AT_ONCE_MAX, FollowedLog } from './follow/followed-log.js';
export type { LogFollower } from './follow/log-follower.js';
export { OpenRequests, type OpenKind } from './open-requests/open-requests.js';
export * from './subscription-limits.js';
export * from './subscription.module.js';
export * from './webhook/migrations/index.js';
export * from './webhook/webhook-status.js';
