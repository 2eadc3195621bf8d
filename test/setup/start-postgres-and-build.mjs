// For tests that run the services: beside the database, what they are compiled to.
import { builtApps } from './built-apps.mjs';
import startPostgres from './start-postgres.mjs';

export default async () => {
  builtApps();
  await startPostgres();
};
