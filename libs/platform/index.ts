export * from './tokens.js';
export * from './validation/fields.js';
