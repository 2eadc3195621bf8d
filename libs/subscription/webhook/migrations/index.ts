import { CreateWebhooks1764000050000 } from './create-webhooks.migration.js';

/** Append-only: what was released is never edited. */
export const webhookMigrations = [CreateWebhooks1764000050000];
