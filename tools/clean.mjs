// Removes build output portably: `rm -rf` is not there on every platform npm runs on.
import { rmSync } from 'node:fs';

for (const path of process.argv.slice(2)) rmSync(path, { recursive: true, force: true });
