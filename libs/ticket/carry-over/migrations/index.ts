import { CreateCarryOverDay1764000076000 } from './create-carry-over-day.migration.js';

export const carryOverMigrations: readonly Function[] = [CreateCarryOverDay1764000076000];
