export * from './file-key-vault.js';
export * from './in-memory-key-vault.js';
export * from './key-vault.js';
export * from './signing-key.js';
