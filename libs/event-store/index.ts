export * from './command-executor.js';
export * from './event-store.js';
