import { CreateAttachmentContent1764000040001 } from './create-attachment-content.migration.js';

export const attachmentMigrations: readonly Function[] = [CreateAttachmentContent1764000040001];
