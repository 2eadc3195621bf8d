import { CreateEventStore1764000000000 } from './create-event-store.js';

/** In order; append-only. */
export const eventStoreMigrations = [CreateEventStore1764000000000];
