export * from './contracted-event-store.js';
