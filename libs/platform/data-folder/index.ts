export * from './data-folder.js';
export * from './data-lock.js';
export * from './process-identity.js';
