export * from './config-file/index.js';
export * from './data-folder/index.js';
export * from './embedded-postgres/index.js';
export * from './engine/index.js';
export * from './settings/index.js';
export * from './tokens.js';
export * from './validation/fields.js';
