export * from './access-guard.js';
export * from './route-policy.js';
