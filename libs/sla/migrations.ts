import { rollUpMigrations } from './roll-up/migrations/index.js';
import { timerMigrations } from './timers/migrations/index.js';

/** Tables beside the read models: timers, and counters of verdicts. */
export const slaMigrations: readonly Function[] = [...timerMigrations, ...rollUpMigrations];
