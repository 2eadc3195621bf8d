export * from './command-context.js';
export * from './command-executor.js';
export { chainHashOf, NO_PREVIOUS_HASH } from './event-hash.js';
export * from './event-store.js';
export * from './memory/in-memory-event-store.js';
export * from './whole-stream.js';
