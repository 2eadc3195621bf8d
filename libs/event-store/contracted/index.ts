export * from './contracted-event-store.js';
export { UNREADABLE, type UnreadableText } from './personal-seals.js';
