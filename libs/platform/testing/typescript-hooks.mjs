// Runs TypeScript sources directly: `node --import ./libs/platform/testing/typescript-hooks.mjs x.ts`.
// For tests that need real processes (to kill them), so that they need no build and never run a stale one.
import { transformSync } from '@swc/core';
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '../../..');

const sourceOf = (specifier, parent) => {
  const library = /^@gongdan\/([^/]+)$/.exec(specifier);
  if (library) return join(root, 'libs', library[1], 'index.ts');
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || !parent?.startsWith('file:')) return undefined;
  const path = resolve(dirname(fileURLToPath(parent)), specifier.replace(/\.js$/, '.ts'));
  return existsSync(path) ? path : undefined;
};

const options = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true, dynamicImport: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
};

registerHooks({
  resolve(specifier, context, next) {
    const source = sourceOf(specifier, context.parentURL);
    return source
      ? { url: pathToFileURL(source).href, shortCircuit: true }
      : next(specifier, context);
  },
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...options, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
