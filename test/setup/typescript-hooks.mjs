// `node --import ./test/setup/typescript-hooks.mjs worker.ts`: runs the project’s TypeScript without a
// build, for worker processes of tests.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';
import 'reflect-metadata';
import { swcOptions } from './swc-options.mjs';

const root = resolvePath(import.meta.dirname, '../..');

const isOurs = (url) =>
  url.startsWith(pathToFileURL(root).href) &&
  !url.includes('/node_modules/') &&
  url.endsWith('.ts');

registerHooks({
  resolve(specifier, context, next) {
    const lib = /^@gongdan\/([^/]+)$/.exec(specifier);
    if (lib) {
      const url = pathToFileURL(join(root, 'libs', lib[1], 'index.ts')).href;
      return { url, shortCircuit: true };
    }
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && isOurs(context.parentURL ?? '')) {
      return next(specifier.replace(/\.js$/, '.ts'), context);
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!isOurs(url)) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      ...swcOptions,
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
