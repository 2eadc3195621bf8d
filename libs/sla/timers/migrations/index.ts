import { CreateSlaTimer1764000070000 } from './create-sla-timer.migration.js';

export const slaMigrations: readonly Function[] = [CreateSlaTimer1764000070000];
