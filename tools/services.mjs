// `npm run services`: builds, then starts every service as a process of its own, with one address in front.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, root } from './build.mjs';

build();
if (process.env.npm_lifecycle_event !== undefined) process.argv.push('--stop-with-parent');
await import(pathToFileURL(join(root, 'dist/apps/services/main.js')).href);
