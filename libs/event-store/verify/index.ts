export type { Finding } from './finding.js';
export * from './head-file.js';
export * from './head-keeper.js';
export * from './verify-log.js';
