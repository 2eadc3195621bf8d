export * from './broker.js';
export * from './kafka-feed.js';
export * from './open-broker.js';
export * from './relay/relay.js';
export * from './relay/relay-status.js';
export * from './relay/relay-store.js';
export * from './topics.js';
export * from './relay/rewind.js';
