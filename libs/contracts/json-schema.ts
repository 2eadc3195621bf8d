/** A JSON Schema as plain JSON: what is published and compared, not what typebox infers types from. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const isSchemaObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One member name as RFC 6901 writes it. */
export const pointerSegment = (member: string): string =>
  member.replaceAll('~', '~0').replaceAll('/', '~1');
