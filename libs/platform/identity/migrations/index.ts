import { AddAccountEmail1764200000000 } from './add-account-email.migration.js';
import { CreateIdentity1764000030000 } from './create-identity.migration.js';

/** Append-only: a migration that was published is never changed. */
export const platformMigrations = [CreateIdentity1764000030000, AddAccountEmail1764200000000];
