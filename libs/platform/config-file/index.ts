export * from './config-file.js';
export * from './config-folder.js';
