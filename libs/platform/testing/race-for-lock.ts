import { lockDataFolder } from '../data-folder/index.js';

/** One of several processes that want the lock of FOLDER; the winner keeps it until it is ended. */
try {
  lockDataFolder(process.env['FOLDER'] ?? '', 'racing');
  console.log('won');
} catch (error) {
  console.log(`lost ${(error as { code?: string }).code}`);
}
console.log('done');
setInterval(() => {}, 60_000);
