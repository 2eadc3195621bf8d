import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Static, TObject } from 'typebox';
import {
  isNode,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type YAMLParseError,
} from 'yaml';
import { GongdanError, messageOf, type Violation } from '@gongdan/core';

/** Largest configuration file, in characters. */
export const CONFIG_FILE_LENGTH_MAX = 1_000_000;

/** So often may one place of a file be repeated elsewhere (`*name`), what is nested in it counted, too. */
const REFERENCES_MAX = 100;

const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: true });
addFormats.default(ajv, ['date', 'date-time']);
const validators = new WeakMap<object, ValidateFunction>();

/** The line of the value at a path, or of the nearest thing around it that has a place in the text. */
export type LineOf = (path: readonly (string | number)[]) => number;

/** A file’s content beside its name and the places in it, for checks that a schema cannot state. */
export interface ConfigFile<Content> {
  readonly name: string;
  readonly content: Content;
  readonly lineOf: LineOf;
}

/**
 * Every `*.yaml` of a folder, each held against the schema, in the order of their names. Throws one
 * `CONFIG.INVALID` that names file and line of everything that is wrong in any of them.
 */
export function readConfigFolder<Schema extends TObject>(
  folder: string,
  schema: Schema,
): readonly ConfigFile<Static<Schema>>[] {
  const found: Violation[] = [];
  const files = namesIn(folder).map((name) => {
    const { content, lineOf, violations } = readConfigText(read(join(folder, name)), schema);
    found.push(...violations.map(({ path, message }) => ({ path: `${name}:${path}`, message })));
    return { name, content: content as Static<Schema>, lineOf };
  });
  if (files.length === 0) found.push({ path: folder, message: 'holds no *.yaml file' });
  if (found.length > 0) throw invalidConfig(found);
  return files;
}

/** Wrong contents, each with its place (`<file>:<line>` or `<file>`). */
export const invalidConfig = (violations: readonly Violation[]): GongdanError =>
  new GongdanError({
    code: 'CONFIG.INVALID',
    category: 'invalid',
    message: violations.map(({ path, message }) => `${path}: ${message}`).join('\n'),
    hint: 'Put the named lines right and start again.',
    violations,
  });

/** The content of one text, or what is wrong with it by line number. */
export function readConfigText<Schema extends TObject>(
  text: string,
  schema: Schema,
): {
  readonly content?: Static<Schema>;
  readonly lineOf: LineOf;
  readonly violations: readonly Violation[];
} {
  if (text.length > CONFIG_FILE_LENGTH_MAX) {
    const message = `longer than ${CONFIG_FILE_LENGTH_MAX}`;
    return { lineOf: () => 1, violations: [{ path: '1', message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const lineOf: LineOf = (path) => lineIn(document, lines, path);
  if (document.errors.length > 0) {
    return {
      lineOf,
      violations: document.errors.map((error) => ({
        path: String(lines.linePos(error.pos[0]).line),
        message: wordsOf(error),
      })),
    };
  }
  const { content, wrongReferences = [] } = contentOf(document, lines);
  if (wrongReferences.length > 0) return { lineOf, violations: wrongReferences };
  const validate = validatorOf(schema);
  if (validate(content)) return { content: content as Static<Schema>, lineOf, violations: [] };
  const violations = (validate.errors ?? []).map((error) => violationOf(error, lineOf));
  return { lineOf, violations };
}

/** The parser’s words without its place and its drawing; what it says to programmers is said to readers. */
const wordsOf = ({ code, message }: YAMLParseError): string =>
  code === 'MULTIPLE_DOCS'
    ? 'a second document begins here (---): write it into a file of its own'
    : (message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '');

/**
 * The document as plain data; or its references to nothing, or that there are too many of them: the parser finds
 * both when it no longer knows their lines.
 */
function contentOf(
  document: Document,
  lines: LineCounter,
): { readonly content?: unknown; readonly wrongReferences?: readonly Violation[] } {
  const wrongReferences: Violation[] = [];
  let lastLine = 1;
  visit(document, {
    Alias: (_, alias) => {
      lastLine = lines.linePos(alias.range?.[0] ?? 0).line;
      if (alias.resolve(document)) return;
      const message = `*${alias.source} refers to nothing: no &${alias.source} stands before it`;
      wrongReferences.push({ path: String(lastLine), message });
    },
  });
  if (wrongReferences.length > 0) return { wrongReferences };
  try {
    return { content: document.toJS({ maxAliasCount: REFERENCES_MAX }) };
  } catch {
    const message = 'references (*name) to what itself holds references: too many; write it out';
    return { wrongReferences: [{ path: String(lastLine), message }] };
  }
}

function validatorOf(schema: TObject): ValidateFunction {
  let validate = validators.get(schema);
  if (!validate) {
    validate = ajv.compile(schema);
    validators.set(schema, validate);
  }
  return validate;
}

function violationOf(error: ErrorObject, lineOf: LineOf): Violation {
  const params = error.params as Readonly<Record<string, unknown>>;
  const where = error.instancePath.split('/').slice(1).map(unescaped);
  const unknown = params['additionalProperty'];
  const path = typeof unknown === 'string' ? [...where, unknown] : where;
  const name = path.length === 0 ? 'the file' : path.join('.');
  const allowed = params['allowedValues'];
  const [example] = (error.parentSchema?.['examples'] ?? []) as readonly string[];
  const words =
    error.keyword === 'additionalProperties'
      ? 'is not known'
      : error.keyword === 'pattern' && example !== undefined
        ? `must look like ${example}`
        : (error.message ?? 'is wrong');
  return {
    path: String(lineOf(path)),
    message: `${name} ${words}${Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''}`,
  };
}

function lineIn(document: Document, lines: LineCounter, path: Parameters<LineOf>[0]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

const unescaped = (segment: string): string => segment.replaceAll('~1', '/').replaceAll('~0', '~');

const namesIn = (folder: string): readonly string[] =>
  readable(folder, () => readdirSync(folder).filter((name) => /\.ya?ml$/.test(name))).toSorted();

const read = (path: string): string => readable(path, () => readFileSync(path, 'utf8'));

function readable<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw invalidConfig([{ path, message: `cannot be read: ${messageOf(error)}` }]);
  }
}
