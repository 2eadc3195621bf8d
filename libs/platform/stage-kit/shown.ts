import { ApiProperty } from '@nestjs/swagger';

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

export type Shown<R extends object> = {
  readonly [Name in keyof R & string as CamelCase<Name>]: R[Name];
};

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());

/** A row as the API shows it: the same members, `opened_at` spelled `openedAt`. */
export const shown = <R extends object>(row: R): Shown<R> =>
  Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [camelCase(name), cell]),
  ) as Shown<R>;

interface ShownOptions {
  readonly nullable?: true;
}

/** For members that may be null. */
export const nullable: ShownOptions = { nullable: true };

/** Documents members of answers: what a member of a row is, once its kind is named. */
const member =
  (schema: Record<string, unknown>) =>
  (description: string, options: ShownOptions = {}): PropertyDecorator =>
    ApiProperty({ ...schema, ...options, description });

export const ShownText = member({ type: 'string' });
export const ShownId = member({ type: 'string', maxLength: 100 });
export const ShownInteger = member({ type: 'integer' });
export const ShownFlag = member({ type: 'boolean' });
export const ShownInstant = member({ type: 'string', format: 'date-time' });
export const ShownDay = member({ type: 'string', format: 'date' });
export const ShownDays = member({ type: 'array', items: { type: 'string', format: 'date' } });
export const ShownIds = member({ type: 'array', items: { type: 'string', maxLength: 100 } });
/** One of a closed list of words; null is then one of them, as OpenAPI wants it said. */
export const ShownWord = (
  values: readonly string[],
  description: string,
  options: ShownOptions = {},
): PropertyDecorator =>
  member({
    type: 'string',
    enum: options.nullable === true ? [...values, null] : [...values],
  })(description, options);
