export * from './seeded-ids.js';
export * from './seeded-random.js';
export * from './virtual-clock.js';
export * from './journey.js';
export * from './organisation.js';
export * from './working-time.js';
