export * from './subscription.module.js';
export * from './webhook/migrations/index.js';
export * from './webhook/webhook-status.js';
