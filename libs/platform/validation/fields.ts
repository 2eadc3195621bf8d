import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type as TransformTo } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isBlank, parseInstant } from '@gongdan/core';
import { IDENTIFIER } from './identifiers.js';

/**
 * One decorator per kind of field: it validates (class-validator) and documents (OpenAPI) at once, so
 * that the two cannot drift apart. Unknown members are refused by the global pipe.
 */
interface FieldOptions {
  readonly description: string;
  /** The member may be left out. `null` is not the same as absent and is refused. */
  readonly optional?: boolean;
  readonly example?: unknown;
}

const field = (
  options: FieldOptions,
  schema: Record<string, unknown>,
  ...validators: PropertyDecorator[]
): PropertyDecorator => {
  const documented = {
    ...schema,
    description: options.description,
    ...(options.example === undefined ? {} : { example: options.example }),
  };
  return options.optional === true
    ? applyDecorators(ApiPropertyOptional(documented), unlessAbsent(), ...validators)
    : applyDecorators(ApiProperty(documented), ...validators);
};

/** Not `@IsOptional()`, which would let null pass too. */
const unlessAbsent = (): PropertyDecorator =>
  ValidateIf((_dto: object, value: unknown) => value !== undefined);

/** How the text of a query parameter becomes the value of a member; members not listed stay text. */
export type QueryKind = 'integer' | 'boolean' | 'list';

const QUERY_KINDS = Symbol('validation:query-kinds');

const inQueries =
  (kind: QueryKind): PropertyDecorator =>
  (target, key) => {
    const kinds = queryKindsOf(target.constructor);
    Reflect.defineMetadata(QUERY_KINDS, { ...kinds, [String(key)]: kind }, target.constructor);
  };

export const queryKindsOf = (dto: Function): Readonly<Record<string, QueryKind>> =>
  (Reflect.getMetadata(QUERY_KINDS, dto) ?? {}) as Record<string, QueryKind>;

export interface TextOptions extends FieldOptions {
  readonly lengthMin?: number;
  readonly lengthMax: number;
  /**
   * Nothing in it needs to be seen: a password, or words to look for. Any other text of which a length of one is
   * asked must show something.
   */
  readonly mayBeBlank?: boolean;
  /** A regular expression the whole text must match, and how to say so in words. */
  readonly pattern?: { readonly expression: RegExp; readonly words: string };
}

export const TextField = (options: TextOptions): PropertyDecorator => {
  const { lengthMin = 1, lengthMax, mayBeBlank = lengthMin === 0, pattern } = options;
  return field(
    options,
    {
      type: 'string',
      minLength: lengthMin,
      maxLength: lengthMax,
      ...(pattern ? { pattern: pattern.expression.source } : {}),
    },
    IsString(),
    hasLength(lengthMin, lengthMax),
    ...(mayBeBlank ? [] : [saysSomething()]),
    ...(pattern ? [Matches(pattern.expression, { message: `$property ${pattern.words}` })] : []),
  );
};

const ID_WORDS = 'must be an id: letters, digits and . _ : - (at most 100)';

export const IdField = (options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { type: 'string', minLength: 1, maxLength: 100, pattern: IDENTIFIER.source },
    IsString(),
    Matches(IDENTIFIER, { message: `$property ${ID_WORDS}` }),
  );

export const EnumField = (values: readonly string[], options: FieldOptions): PropertyDecorator =>
  field(options, { type: 'string', enum: [...values] }, IsIn([...values]));

export const IntegerField = (
  options: FieldOptions & { readonly min: number; readonly max: number },
): PropertyDecorator =>
  field(
    options,
    { type: 'integer', minimum: options.min, maximum: options.max },
    inQueries('integer'),
    IsInt(),
    Min(options.min),
    Max(options.max),
  );

export const BooleanField = (options: FieldOptions): PropertyDecorator =>
  field(options, { type: 'boolean' }, inQueries('boolean'), IsBoolean());

export const InstantField = (options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'date-time', maxLength: 40 },
    custom(
      'isInstant',
      (value) => typeof value === 'string' && parseInstant(value) !== undefined,
      'must be an ISO 8601 instant with an offset, e.g. 2026-03-02T09:00:00Z',
    ),
  );

export const DayField = (options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { type: 'string', format: 'date', maxLength: 10 },
    custom(
      'isDay',
      (value) => typeof value === 'string' && parseInstant(`${value}T00:00:00Z`) !== undefined,
      'must be a day, e.g. 2026-03-02',
    ),
  );

export const IdListField = (
  options: FieldOptions & { readonly itemsMin?: number; readonly itemsMax: number },
): PropertyDecorator =>
  field(
    options,
    {
      type: 'array',
      items: { type: 'string', maxLength: 100, pattern: IDENTIFIER.source },
      minItems: options.itemsMin ?? 0,
      maxItems: options.itemsMax,
    },
    inQueries('list'),
    shortened(options.itemsMax),
    IsArray(),
    ArrayMinSize(options.itemsMin ?? 0),
    ArrayMaxSize(options.itemsMax),
    elements((element) => typeof element === 'string' && IDENTIFIER.test(element), ID_WORDS),
  );

/** Several of a closed list of words; in a query with commas between: `?status=open,paused`. */
export const EnumListField = (
  values: readonly string[],
  options: FieldOptions & { readonly itemsMin?: number },
): PropertyDecorator =>
  field(
    options,
    {
      type: 'array',
      items: { type: 'string', enum: [...values] },
      minItems: options.itemsMin ?? 0,
      maxItems: values.length,
      uniqueItems: true,
    },
    inQueries('list'),
    shortened(values.length),
    IsArray(),
    ArrayMinSize(options.itemsMin ?? 0),
    ArrayUnique({ message: '$property must not name anything twice' }),
    elements(
      (element) => values.includes(element as string),
      `must be one of the following values: ${values.join(', ')}`,
    ),
  );

/** Objects whose members somebody else checks: whole configuration files. */
export const FreeObjectListField = (
  options: FieldOptions & { readonly itemsMax: number },
): PropertyDecorator =>
  field(
    options,
    { type: 'array', items: { type: 'object' }, maxItems: options.itemsMax },
    shortened(options.itemsMax),
    IsArray(),
    ArrayMaxSize(options.itemsMax),
    elements(isPlainObject, OBJECT_WORDS),
  );

export const FreeObjectField = (options: FieldOptions): PropertyDecorator =>
  field(options, { type: 'object' }, isObject());

/** Swagger knows a class that is named late by the name of the function: it must be called `type`. */
const lazy = (dto: () => new () => object) => ({ type: () => dto() });

export const ObjectField = (
  dto: () => new () => object,
  options: FieldOptions,
): PropertyDecorator => field(options, lazy(dto), TransformTo(dto), ValidateNested(), isObject());

export const ObjectListField = (
  dto: () => new () => object,
  options: FieldOptions & { readonly itemsMin?: number; readonly itemsMax: number },
): PropertyDecorator =>
  field(
    options,
    { ...lazy(dto), isArray: true, minItems: options.itemsMin ?? 0, maxItems: options.itemsMax },
    TransformTo(dto),
    shortened(options.itemsMax),
    IsArray(),
    ArrayMinSize(options.itemsMin ?? 0),
    ArrayMaxSize(options.itemsMax),
    elements(isPlainObject, OBJECT_WORDS),
    ValidateNested({ each: true }),
  );

/** Of a list that is too long one item too many is kept: it is refused without a look at all the others. */
const shortened = (itemsMax: number): PropertyDecorator =>
  Transform(({ value }: { readonly value: unknown }) =>
    Array.isArray(value) ? value.slice(0, itemsMax + 1) : value,
  );

/** Counts characters as JSON Schema does: a pair of surrogates is one. */
const hasLength = (lengthMin: number, lengthMax: number) =>
  custom(
    'hasLength',
    (value) => {
      if (typeof value !== 'string' || value.length > 2 * lengthMax) return false;
      const length = /[\ud800-\udfff]/.test(value) ? Array.from(value).length : value.length;
      return length >= lengthMin && length <= lengthMax;
    },
    lengthMin === lengthMax
      ? `must be ${lengthMax} characters long`
      : lengthMin === 0
        ? `must be at most ${lengthMax} characters long`
        : `must be ${lengthMin} to ${lengthMax} characters long`,
  );

/** Of an empty one its length is told already. */
const saysSomething = () =>
  custom(
    'saysSomething',
    (value) => typeof value !== 'string' || value === '' || !isBlank(value),
    'must hold something that can be seen',
  );

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const OBJECT_WORDS = 'must be an object';

const isObject = () => custom('isPlainObject', isPlainObject, OBJECT_WORDS);

/** By it the pipe finds the elements of a list that `elements` refused. */
export interface ElementsContext {
  readonly fits: (element: unknown) => boolean;
}

/** Of a list every element. What is no list is for others to refuse. */
const elements = (fits: ElementsContext['fits'], words: string): PropertyDecorator =>
  custom('elements', (value) => !Array.isArray(value) || value.every(fits), words, { fits });

function custom(
  name: string,
  validate: (value: unknown) => boolean,
  words: string,
  context?: ElementsContext,
): PropertyDecorator {
  return (target, key) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(key),
      validator: { validate, defaultMessage: () => `$property ${words}` },
      ...(context ? { options: { context } } : {}),
    });
}
