export * from './domain/index.js';
export * from './commands/index.js';
