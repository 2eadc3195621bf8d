import type { Desk } from './desk.js';
import { pick, type Random } from '../setup/random.js';

export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly method: string;
  /** `/api/v1/tickets/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly bodyRequired: boolean;
  readonly statuses: readonly string[];
  readonly roles: 'everyone' | readonly string[];
  readonly objects: string;
}

/** What an operation is answered with where it succeeds. */
export interface SuccessAnswer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-roles': 'everyone' | readonly string[];
  readonly 'x-objects': string;
}

/** The engine's OpenAPI document, as a client (or a fuzzer) would use it. */
export class ApiDocument {
  readonly operations: readonly Operation[];

  private constructor(private readonly document: Document) {
    this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, raw]) => ({
        method: method.toUpperCase(),
        path,
        operationId: raw.operationId,
        parameters: raw.parameters ?? [],
        body: raw.requestBody?.content['application/json']?.schema,
        bodyRequired: raw.requestBody?.required ?? false,
        statuses: Object.keys(raw.responses),
        roles: raw['x-roles'],
        objects: raw['x-objects'],
      })),
    );
  }

  static async of(desk: Desk): Promise<ApiDocument> {
    const { body } = await desk.ask(undefined, 'GET /openapi.json');
    return new ApiDocument(body as unknown as Document);
  }

  answerOf(method: string, path: string): SuccessAnswer {
    const answer = this.document.paths[path]?.[method.toLowerCase()]?.responses['200'];
    if (answer === undefined) throw new Error(`the document holds no 200 of ${method} ${path}`);
    return answer as SuccessAnswer;
  }

  /** Follows references. */
  resolve(schema: Schema): Schema {
    const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (reference === undefined) return schema;
    const found = this.document.components.schemas[reference.split('/').at(-1) ?? ''];
    if (found === undefined) throw new Error(`the document does not hold ${reference}`);
    return found;
  }

  /** A value that the schema allows; optional members are there in half of the cases. */
  valid(given: Schema, random: Random, depth = 0): unknown {
    const schema = this.resolve(given);
    if (schema.enum !== undefined) return pick(random, schema.enum);
    const patterned = schema.pattern !== undefined; // an example fits it, made-up text may not
    if (schema.example !== undefined && (patterned || random() < 0.5)) return schema.example;
    switch (schema.type) {
      case 'object':
        return this.validObject(schema, random, depth);
      case 'array':
        return this.validList(schema, random, depth);
      case 'integer':
      case 'number':
        return validNumber(schema, random);
      case 'boolean':
        return random() < 0.5;
      default:
        return validText(schema, random);
    }
  }

  private validObject(schema: Schema, random: Random, depth: number): unknown {
    const members = Object.entries(schema.properties ?? {})
      .filter(([name]) => schema.required?.includes(name) === true || random() < 0.5)
      .map(([name, member]) => [name, this.valid(member, random, depth + 1)]);
    return Object.fromEntries(members) as unknown;
  }

  private validList(schema: Schema, random: Random, depth: number): unknown {
    const least = schema.minItems ?? 0;
    const count = least + Math.floor(random() * Math.min(3, (schema.maxItems ?? 3) - least + 1));
    const items = Array.from({ length: count }, () =>
      this.valid(schema.items ?? {}, random, depth + 1),
    );
    return [...new Set(items)];
  }
}

function validNumber({ minimum = 0, maximum = 1_000 }: Schema, random: Random): number {
  const edge = random();
  if (edge < 0.1) return minimum;
  if (edge < 0.15) return maximum;
  return Math.floor(minimum + random() * Math.min(maximum - minimum, 100));
}

function validText(schema: Schema, random: Random): string {
  if (schema.format === 'date-time') return instant(random);
  if (schema.format === 'date') return instant(random).slice(0, 10);
  if (schema.pattern?.startsWith('^"') === true) return `"${Math.floor(random() * 9)}"`; // entity tags
  const { minLength = 0, maxLength = 20 } = schema;
  const room = Math.min(maxLength - minLength, 12);
  const length =
    random() < 0.05 ? Math.min(maxLength, 2_000) : minLength + Math.floor(random() * room);
  const alphabet = schema.pattern === undefined ? TEXT : PLAIN;
  return Array.from({ length }, () => pick(random, alphabet)).join('');
}

const PLAIN = Array.from('ABCDEFGHabcdefgh0123456789');
const TEXT = [...PLAIN, ...Array.from(' .,-_/\'"äß空调漏水🛠*%')];

const instant = (random: Random): string =>
  new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 300) * 86_400_000).toISOString();
