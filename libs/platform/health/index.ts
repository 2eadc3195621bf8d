export * from './engine-parts.js';
export * from './readiness.js';
