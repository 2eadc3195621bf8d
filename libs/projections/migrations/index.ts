import { CreateProjections1764000020000 } from './create-projections.migration.js';

/** Append-only: what was released is never edited. */
export const projectionMigrations = [CreateProjections1764000020000];
