import { CreateSlaTimer1764000070000 } from './create-sla-timer.migration.js';

export const timerMigrations: readonly Function[] = [CreateSlaTimer1764000070000];
