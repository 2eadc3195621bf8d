import { attachmentMigrations } from './api/attachments/index.js';
import { carryOverMigrations } from './carry-over/migrations/index.js';

/** Tables of the ticket stage beside its read models. Append-only. */
export const ticketMigrations: readonly Function[] = [
  ...attachmentMigrations,
  ...carryOverMigrations,
];
