import { CreateSlaDay1764000074000 } from './create-sla-day.migration.js';

export const rollUpMigrations: readonly Function[] = [CreateSlaDay1764000074000];
