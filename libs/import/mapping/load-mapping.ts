import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { GongdanError, messageOf } from '@gongdan/core';
import { checkMapping } from './check-mapping.js';
import { MAPPING_BYTES_MAX, MappingDocument, type Path } from './mapping-document.js';
import { MappingSchema, type Mapping } from './mapping-schema.js';

export interface LoadedMapping {
  readonly mapping: Mapping;
  /** The text of the file: part of what a checkpoint belongs to. */
  readonly text: string;
  /** For what can be judged only with the file or the workflow at hand. */
  readonly document: MappingDocument;
}

/**
 * Reads a mapping file. Throws `IMPORT.MAPPING_UNREADABLE`, or `IMPORT.MAPPING_INVALID` with everything
 * that is wrong with it (file and line, also as `violations`).
 */
export function loadMapping(path: string): LoadedMapping {
  return parseMapping(basename(path), textOf(path));
}

export function parseMapping(file: string, text: string): LoadedMapping {
  const document = new MappingDocument(file, text);
  const data = document.data();
  document.throwIfInvalid();
  const validator = compiledSchema();
  if (!validator(data)) {
    for (const error of validator.errors ?? []) document.report(...complaint(error));
    document.throwIfInvalid();
    throw new GongdanError({
      code: 'ENGINE.BUG',
      category: 'bug',
      message: 'A mapping was refused without a reason.',
    });
  }
  checkMapping(data, document);
  document.throwIfInvalid();
  return { mapping: data, text, document };
}

let compiled: ValidateFunction<Mapping> | undefined;

/** Compiling takes some tens of milliseconds: once is enough. */
const compiledSchema = (): ValidateFunction<Mapping> =>
  (compiled ??= new Ajv({
    allErrors: true,
    coerceTypes: true,
    strict: false,
    verbose: true,
  }).compile<Mapping>(MappingSchema));

function textOf(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length <= MAPPING_BYTES_MAX) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw unreadable(path, messageOf(error));
  }
  throw unreadable(path, `it is larger than ${MAPPING_BYTES_MAX} bytes`);
}

const unreadable = (path: string, why: string): GongdanError =>
  new GongdanError({
    code: 'IMPORT.MAPPING_UNREADABLE',
    category: 'invalid',
    message: `Cannot read the mapping ${path}: ${why}.`,
    hint: 'Name a YAML file, e.g. --mapping config/imports/servicenow-incidents.yaml.',
  });

/** What ajv found, as a place and words for the person who wrote the file. */
function complaint(error: ErrorObject): [Path, string] {
  const path = pathOf(error.instancePath);
  const at = path.length === 0 ? 'the mapping' : `'${path.join('.')}'`;
  const { params, parentSchema } = error as { params: Record<string, unknown> } & ErrorObject;
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys((parentSchema?.['properties'] ?? {}) as object).join(', ');
      const key = String(params['additionalProperty']);
      return [[...path, key], `${at} has an unknown key '${key}'; known: ${known}`];
    }
    case 'required':
      return [path, `${at} lacks '${String(params['missingProperty'])}'`];
    case 'enum': {
      const known = (params['allowedValues'] as string[]).join(', ');
      return [path, `${at} is '${String(error.data)}'; known: ${known}`];
    }
    case 'type':
      return [path, `${at} must be ${WORDS_OF_TYPE[String(params['type'])] ?? 'something else'}`];
    case 'minProperties':
    case 'minItems':
      return [path, `${at} must not be empty`];
    case 'minLength':
      return [path, `${at} must not be empty`];
    default:
      return [path, `${at} ${error.message ?? 'is not as it must be'}`];
  }
}

const WORDS_OF_TYPE: Readonly<Record<string, string>> = {
  object: 'a mapping (indented `key: value` lines)',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
};

const pathOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
