export * from './engine-file.js';
export * from './open-database.js';
