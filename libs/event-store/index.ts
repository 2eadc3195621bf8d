export * from './command-context.js';
export * from './command-executor.js';
export * from './event-store.js';
export * from './whole-stream.js';
