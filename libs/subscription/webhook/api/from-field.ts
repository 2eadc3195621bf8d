import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { registerDecorator, ValidateIf } from 'class-validator';

const WORDS = ['now', 'start'];
const isFrom = (value: unknown): boolean =>
  typeof value === 'string'
    ? WORDS.includes(value)
    : Number.isSafeInteger(value) && (value as number) >= 1;

/** `now`, `start`, or the first position that is wanted. */
export const FromField = (description: string): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      description,
      oneOf: [
        { type: 'string', enum: WORDS },
        { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      ],
      example: 'now',
    }),
    ValidateIf((_dto: object, value: unknown) => value !== undefined),
    (target: object, key: string | symbol) =>
      registerDecorator({
        name: 'isFrom',
        target: target.constructor,
        propertyName: String(key),
        validator: {
          validate: isFrom,
          defaultMessage: () => '$property must be now, start, or a position from 1 upwards',
        },
      }),
  );
