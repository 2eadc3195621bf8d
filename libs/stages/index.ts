export { readDemoPassword } from './demonstration/demo-accounts.js';
export * from './demonstration/set-up-demonstration.js';
export * from './engine.module.js';
export * from './services.js';
export * from './stages.js';
export * from './with-virtual-engine.js';
