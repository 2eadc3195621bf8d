export * from './engine.module.js';
export * from './stages.js';
export * from './with-virtual-engine.js';
