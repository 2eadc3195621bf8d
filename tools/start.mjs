// `npm start`: builds, then runs the engine in this very process. With a shell in between, a TERM for npm
// would end npm and the shell and leave the engine behind, holding port and data folder.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, root } from './build.mjs';

build();
if (process.env.npm_lifecycle_event !== undefined) process.argv.push('--stop-with-parent');
await import(pathToFileURL(join(root, 'dist/apps/standalone/main.js')).href);
