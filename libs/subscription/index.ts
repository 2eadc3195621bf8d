export * from './subscription.module.js';
