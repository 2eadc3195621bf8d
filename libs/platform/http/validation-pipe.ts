import { Injectable, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { GongdanError, type Violation } from '@gongdan/core';
import { queryKindsOf, type ElementsContext, type QueryKind } from '../validation/fields.js';
import { pointerStep } from './parsing/hostile-text.js';

const PLAIN: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object]);
/** More are cut off: the answer must not grow with the mistakes. */
const VIOLATIONS_MAX = 50;

/**
 * Holds bodies and query strings against their DTO class: unknown members, wrong types and missing ones
 * are refused with the JSON pointer of each place. Path parameters are checked by a hook of their own.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (metatype === undefined || PLAIN.has(metatype)) return value;
    if (type !== 'body' && type !== 'query') return value;
    const input = value === undefined ? {} : value;
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw refused(type, [{ path: '', message: 'must be an object' }]);
    }
    const violations: Violation[] = [];
    const plain = type === 'query' ? fromQuery(metatype, input, violations) : input;
    const dto = plainToInstance(metatype as Type<object>, plain);
    violations.push(...violationsOf(metatype, dto, plain));
    if (violations.length > 0) throw refused(type, violations);
    return dto;
  }
}

function violationsOf(metatype: Function, dto: object, plain: object): readonly Violation[] {
  if (hasNoMembers(metatype)) {
    return Object.keys(plain).map((name) => ({ path: pointerStep(name), message: UNKNOWN }));
  }
  const errors = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false },
  });
  return errors.flatMap((error) => flatten(error, ''));
}

const UNKNOWN = 'is not known here';
const MISSING = 'is missing';

const withoutMembers = new WeakMap<Function, boolean>();

/** Looked up once per class: class-validator gathers the answer anew every time. */
function hasNoMembers(metatype: Function): boolean {
  const known = withoutMembers.get(metatype);
  if (known !== undefined) return known;
  const members = getMetadataStorage().getTargetValidationMetadatas(metatype, '', true, false);
  withoutMembers.set(metatype, members.length === 0);
  return members.length === 0;
}

function flatten(error: ValidationError, parent: string): readonly Violation[] {
  const path = parent + pointerStep(error.property);
  // What may be left out is not looked at where it is, so this one may not. All else about it would be noise.
  if (error.value === undefined) return [{ path, message: MISSING }];
  const own = Object.entries(error.constraints ?? {}).flatMap(([constraint, words]) => {
    // Members with members of their own are held to be objects by their fields, in plainer words.
    if (constraint === 'nestedValidation') return [];
    const message =
      constraint === 'whitelistValidation'
        ? UNKNOWN
        : words.replace(`${error.property} `, '').slice(0, 300);
    return placesOf(error, constraint, path).map((place) => ({ path: place, message }));
  });
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, path))];
}

/** Where what a constraint refuses stands: the member itself, or those elements of a list that do not fit. */
function placesOf({ value, contexts }: ValidationError, constraint: string, path: string) {
  const context = contexts?.[constraint] as ElementsContext | undefined;
  if (context === undefined || !Array.isArray(value)) return [path];
  return value.flatMap((element: unknown, index) =>
    context.fits(element) ? [] : [`${path}/${index}`],
  );
}

/** Query parameters are text: turns them into what their members hold. */
function fromQuery(metatype: Function, input: object, violations: Violation[]): object {
  const kinds = queryKindsOf(metatype);
  return Object.fromEntries(
    Object.entries(input as Record<string, string>).map(([name, text]) => {
      const value = convert(kinds[name], text);
      if (value === undefined) {
        violations.push({
          path: pointerStep(name),
          message: `must be ${WORDS[kinds[name] ?? '']}`,
        });
      }
      return [name, value];
    }),
  );
}

const WORDS: Readonly<Record<string, string>> = {
  integer: 'a whole number',
  boolean: 'true or false',
};

function convert(kind: QueryKind | undefined, text: string): unknown {
  switch (kind) {
    case 'integer':
      return /^-?\d{1,300}$/.test(text) ? Number(text) : undefined; // how large is for the member’s bounds to say
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'list':
      return text === '' ? [] : text.split(',');
    case undefined:
      return text;
  }
}

const refused = (type: 'body' | 'query', violations: readonly Violation[]): GongdanError => {
  const shown = violations.slice(0, VIOLATIONS_MAX);
  const places = shown.slice(0, 3).map(({ path, message }) => `${path || 'it'} ${message}`);
  return new GongdanError({
    code: type === 'body' ? 'REQUEST.INVALID_BODY' : 'REQUEST.INVALID_QUERY',
    category: 'invalid',
    message:
      `The ${type === 'body' ? 'request body' : 'query string'} is wrong: ${places.join('; ')}` +
      (violations.length > 3 ? ` and ${violations.length - 3} more.` : '.'),
    violations: shown,
  });
};
