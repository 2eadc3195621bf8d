import { openDatabase } from '../engine/index.js';
import { readSettings } from '../settings/index.js';

/**
 * A process for tests to kill: opens the database of DATA_DIR and holds it until SIGTERM or SIGINT. Says
 * `open <json>` when it is there, `failed <code> <message>` where it cannot be.
 */
try {
  const database = await openDatabase(readSettings(), {
    purpose: 'a test',
    note: (line) => console.log(`note ${line}`),
  });
  const stop = async () => {
    await database.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  setInterval(() => {}, 60_000);
  database.announce('http://127.0.0.1:9');
  // The last thing: whoever reads it may send a signal at once.
  console.log(`open ${JSON.stringify({ url: database.url, folder: database.databaseFolder })}`);
} catch (error) {
  console.log(`failed ${(error as { code?: string }).code} ${String(error)}`);
  process.exitCode = 1;
}
