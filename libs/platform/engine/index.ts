export * from './compose-engine.js';
export * from './engine-file.js';
export * from './open-database.js';
export * from './open-log.js';
export { requireKafka } from './open-kafka.js';
export * from './outage.js';
export * from './topic-plan.js';
