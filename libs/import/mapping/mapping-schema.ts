import { Type, type Static, type TEnum, type TProperties } from 'typebox';
import { CHANNELS, PAUSE_REASONS, PRIORITIES, SERVICE_CATEGORIES } from '@gongdan/contracts';
import { ENCODINGS } from '../csv/csv-file.js';
import { AMBIGUOUS_RULES, NONEXISTENT_RULES } from './time-reader.js';

/**
 * What a mapping file may say, as a JSON Schema; docs/how-to/import-an-event-log.md explains it. Every
 * object is closed: a misspelt key is an error and not a silent default. Scalars come in as their text
 * (`-100` and `07` stay what they look like) and are made numbers and booleans where the schema says so.
 */
const closed = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });

const optional = Type.Optional;
const text = Type.String({ minLength: 1, maxLength: 500 });
const anyText = Type.String({ maxLength: 500 });
/** The name in the header, or its number from 1. */
const column = Type.String({ minLength: 1, maxLength: 200 });
/** The return type is spelled out: inferred, the values would widen to any string. */
const choice = <const Values extends readonly string[]>(values: Values): TEnum<[...Values]> =>
  Type.Enum(values) as TEnum<[...Values]>;

/** The rows that a field is said in; in others it says nothing. For logs that name what a row is about. */
const where = closed({ column, is: text });

const valueMap = Type.Record(Type.String({ maxLength: 500 }), anyText, { minProperties: 1 });

/** Where the values of one field come from: exactly one of `column`, `template` and `value`. */
const source = {
  column: optional(column),
  template: optional(text),
  value: optional(text),
  /** What the log’s values mean; without it they are taken as they are. */
  values: optional(valueMap),
  /** Taken where the value is not among `values`; without it such a row is rejected. */
  whenOther: optional(text),
  /** Taken where the row says nothing. */
  whenEmpty: optional(text),
  where: optional(where),
};

const sourceOf = closed(source);
/** Cut to the field’s limit instead of rejecting the row. */
const textSource = closed({ ...source, cut: optional(Type.Boolean()) });

/** What every row must say in its own words: a column, or several in a template. */
const place = { column: optional(column), template: optional(text) };

/** A row that leaves the ticket’s state as it is. */
export const SAME_STATE = 'same';

const TARGET_COMMENT_VISIBILITIES = ['internal', 'customer'] as const;

const fields = closed({
  case: closed(place),
  state: closed(place),
  time: closed(place),
  opened: optional(closed(place)),
  author: optional(sourceOf),
  customer: closed({
    ...source,
    /** True: taken into the file under an id made of log and value. False: the value is the id. */
    register: optional(Type.Boolean()),
    name: optional(textSource),
    phone: optional(sourceOf),
    email: optional(sourceOf),
    address: optional(textSource),
    region: optional(sourceOf),
  }),
  title: textSource,
  description: optional(textSource),
  category: sourceOf,
  priority: optional(sourceOf),
  channel: optional(sourceOf),
  contactName: optional(textSource),
  contactPhone: optional(sourceOf),
  contactEmail: optional(sourceOf),
  siteAddress: optional(textSource),
  siteRegion: optional(sourceOf),
  technician: optional(
    closed({
      ...source,
      /** True: engaged under an id made of log and value. False: the value is the id. */
      engage: optional(Type.Boolean()),
      name: optional(textSource),
    }),
  ),
  team: optional(sourceOf),
  resolution: optional(textSource),
  reason: optional(textSource),
  comments: optional(
    Type.Array(
      closed({
        ...source,
        cut: optional(Type.Boolean()),
        visibility: optional(choice(TARGET_COMMENT_VISIBILITIES)),
        /** `changed`: not again while it says what the row before it said. */
        when: optional(choice(['present', 'changed'] as const)),
      }),
      { maxItems: 20 },
    ),
  ),
});

export const MappingSchema = closed({
  log: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,59}$' }),
  workflow: optional(text),
  file: optional(
    closed({
      encoding: optional(choice(ENCODINGS)),
      encodingErrors: optional(choice(['reject', 'replace'] as const)),
      delimiter: optional(Type.String({ minLength: 1, maxLength: 5 })),
      quote: optional(Type.String({ minLength: 1, maxLength: 4 })),
      escape: optional(choice(['doubled', 'backslash'] as const)),
      header: optional(Type.Boolean()),
      columns: optional(Type.Integer({ minimum: 1, maximum: 2_000 })),
      skipLines: optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
      nulls: optional(Type.Array(anyText, { maxItems: 100 })),
    }),
  ),
  cases: optional(choice(['detect', 'together', 'scattered'] as const)),
  order: optional(
    Type.Array(closed({ ...place, as: choice(['time', 'number', 'text'] as const) }), {
      maxItems: 5,
    }),
  ),
  times: closed({
    formats: Type.Array(text, { minItems: 1, maxItems: 10 }),
    /** Needed where a form need not say its offset. */
    zone: optional(text),
    locale: optional(text),
    ambiguous: optional(choice(AMBIGUOUS_RULES)),
    nonexistent: optional(choice(NONEXISTENT_RULES)),
  }),
  fields,
  states: Type.Record(
    Type.String({ minLength: 1, maxLength: 200 }),
    closed({ to: text, pause: optional(choice(PAUSE_REASONS)) }),
    { minProperties: 1 },
  ),
  unknownState: optional(choice(['reject', 'keep'] as const)),
});

export type Mapping = Static<typeof MappingSchema>;

/** One field’s source, whichever of the variants above it is. */
export interface FieldSource {
  readonly column?: string;
  readonly template?: string;
  readonly value?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly whenOther?: string;
  readonly whenEmpty?: string;
  readonly where?: { readonly column: string; readonly is: string };
  readonly cut?: boolean;
}

/** The fields whose values must be words that the engine knows. */
export const WORDS_OF_FIELD = {
  category: SERVICE_CATEGORIES,
  priority: PRIORITIES,
  channel: CHANNELS,
} as const;
