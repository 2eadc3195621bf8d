export * from './limits.js';
export * from './load-sla-policies.js';
