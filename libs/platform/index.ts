export * from './settings/index.js';
export * from './tokens.js';
export * from './validation/fields.js';
