import { CreateNotices1764200001000 } from './create-notices.migration.js';

export const noticeMigrations: readonly Function[] = [CreateNotices1764200001000];
