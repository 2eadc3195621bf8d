export * from './migrations/index.js';
export * from './notification.module.js';
