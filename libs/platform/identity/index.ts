export * from './email-address.js';
export * from './migrations/index.js';
export * from './password-hasher.js';
export * from './session.entity.js';
export * from './sessions.js';
export * from './user-account.entity.js';
export * from './user-accounts.js';
