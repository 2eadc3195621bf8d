// `node --import ./test/setup/typescript-hooks.mjs worker.ts`: runs the project’s TypeScript without a
// build, for worker processes of tests.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { enableCompileCache, registerHooks } from 'node:module';
import { join, resolve as resolvePath } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync, version } from '@swc/core';
import 'reflect-metadata';
import { swcOptions } from './swc-options.mjs';

const root = resolvePath(import.meta.dirname, '../..');

// Hosts are started again and again: what a start compiles, the next one finds. Who may not write there (some
// tests run as another user) compiles for himself.
const cache = join(root, '.cache/typescript');
enableCompileCache(join(cache, 'machine-code'));

/** The file as JavaScript. */
function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const made = JSON.stringify([version, swcOptions, filename, source]);
  const kept = join(cache, `${createHash('sha256').update(made).digest('hex')}.js`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const { code } = transformSync(source, { filename, ...swcOptions });
    keep(kept, code);
    return code;
  }
}

function keep(file, code) {
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(cache, { recursive: true });
    writeFileSync(draft, code);
    renameSync(draft, file); // others read it whole or not at all
  } catch {
    // it is compiled anew the next time
  }
}

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
    return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true };
  },
});
