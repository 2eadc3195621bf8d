export * from './attachments/index.js';
export * from './route-policies.js';
