export * from './seeded-ids.js';
export * from './seeded-random.js';
export * from './virtual-clock.js';
