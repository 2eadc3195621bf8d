import { CreateAttachmentContent1764000040001 } from './create-attachment-content.migration.js';

/** Tables of the ticket stage beside its read models. Append-only. */
export const ticketMigrations: readonly Function[] = [CreateAttachmentContent1764000040001];
