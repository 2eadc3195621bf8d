export * from './compose-engine.js';
export * from './engine-file.js';
export * from './open-database.js';
export * from './topic-plan.js';
