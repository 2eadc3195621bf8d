import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type as TransformTo } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  registerDecorator,
  ValidateNested,
} from 'class-validator';
import { parseInstant } from '@gongdan/core';

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
    ? applyDecorators(ApiPropertyOptional(documented), IsOptional(), NotNull(), ...validators)
    : applyDecorators(ApiProperty(documented), ...validators);
};

/** `@IsOptional()` lets null pass; the schemas say it may not, so it is refused here. */
const NotNull = (): PropertyDecorator => (target, key) => {
  const optionals = (Reflect.getMetadata(NOT_NULL, target.constructor) ?? []) as string[];
  Reflect.defineMetadata(NOT_NULL, [...optionals, String(key)], target.constructor);
};

/** Metadata key under which a DTO lists its optional members; the global pipe refuses null in them. */
export const NOT_NULL = Symbol('validation:not-null');

export interface TextOptions extends FieldOptions {
  readonly lengthMin?: number;
  readonly lengthMax: number;
  /** A regular expression the whole text must match, and how to say so in words. */
  readonly pattern?: { readonly expression: RegExp; readonly words: string };
}

export const TextField = (options: TextOptions): PropertyDecorator => {
  const { lengthMin = 1, lengthMax, pattern } = options;
  return field(
    options,
    {
      type: 'string',
      minLength: lengthMin,
      maxLength: lengthMax,
      ...(pattern ? { pattern: pattern.expression.source } : {}),
    },
    IsString(),
    Length(lengthMin, lengthMax),
    ...(pattern ? [Matches(pattern.expression, { message: `$property ${pattern.words}` })] : []),
  );
};

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

export const IdField = (options: FieldOptions): PropertyDecorator =>
  field(
    options,
    { type: 'string', minLength: 1, maxLength: 100, pattern: ID.source },
    IsString(),
    Matches(ID, { message: '$property must be an id: letters, digits and . _ : - (at most 100)' }),
  );

export const EnumField = (
  values: readonly string[],
  options: FieldOptions,
): PropertyDecorator => field(options, { type: 'string', enum: [...values] }, IsIn([...values]));

export const IntegerField = (
  options: FieldOptions & { readonly min: number; readonly max: number },
): PropertyDecorator =>
  field(
    options,
    { type: 'integer', minimum: options.min, maximum: options.max },
    IsInt(),
    Min(options.min),
    Max(options.max),
  );

export const BooleanField = (options: FieldOptions): PropertyDecorator =>
  field(options, { type: 'boolean' }, IsBoolean());

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
      items: { type: 'string', maxLength: 100, pattern: ID.source },
      minItems: options.itemsMin ?? 0,
      maxItems: options.itemsMax,
    },
    IsArray(),
    ArrayMinSize(options.itemsMin ?? 0),
    ArrayMaxSize(options.itemsMax),
    Matches(ID, { each: true, message: 'each value in $property must be an id' }),
  );

export const ObjectField = (
  dto: () => new () => object,
  options: FieldOptions,
): PropertyDecorator =>
  field(options, { type: dto }, TransformTo(dto), ValidateNested(), isObject());

export const ObjectListField = (
  dto: () => new () => object,
  options: FieldOptions & { readonly itemsMin?: number; readonly itemsMax: number },
): PropertyDecorator =>
  field(
    options,
    { type: dto, isArray: true, minItems: options.itemsMin ?? 0, maxItems: options.itemsMax },
    TransformTo(dto),
    IsArray(),
    ArrayMinSize(options.itemsMin ?? 0),
    ArrayMaxSize(options.itemsMax),
    ValidateNested({ each: true }),
  );

const isObject = () =>
  custom(
    'isPlainObject',
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  );

function custom(
  name: string,
  validate: (value: unknown) => boolean,
  words: string,
): PropertyDecorator {
  return (target, key) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(key),
      validator: { validate, defaultMessage: () => `$property ${words}` },
    });
}
