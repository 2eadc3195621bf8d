import { withoutUndefined } from '@gongdan/core';
import type { EventContract } from './event-contract.js';
import { versionName } from './earlier-versions.js';
import { isSchemaObject, pointerSegment, type JsonSchema } from './json-schema.js';
import { streamKindsOf } from './stream-kinds.js';
import { topicContextOf, topicName } from './topics.js';

export const SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

const PERSONAL_WORDS =
  'Personal. Over Kafka it is sealed (`sealed:v1:…`); an account that is entitled to it reads the text over HTTP (GET /api/v1/events?after=<ce_position − 1>&limit=1), any other one reads `[sealed]`. `[forgotten]` once the customer is forgotten, `[unreadable]` where the key was lost.';

/**
 * The JSON Schema (2020-12) of an event’s data for those who read it. It differs from the contract, which
 * is for those who write, in two ways. Objects are open: new optional members may come within a version,
 * and readers are to ignore what they do not know. Personal texts have no bounds, as a sealed text is
 * longer than what was sealed; `x-plain-text` holds the bounds of the text itself.
 */
export function publishedSchema(contract: EventContract): JsonSchema {
  const { type, schemaVersion, description, schema, personal, sample, owner } = contract;
  const kinds = streamKindsOf(owner);
  return {
    $schema: SCHEMA_DIALECT,
    $id: schemaId(versionName(contract)),
    title: type,
    description,
    'x-event-type': `gongdan.${type}.v${schemaVersion}`,
    'x-sources': kinds.map((kind) => `/gongdan/${kind}`),
    'x-topics': [...new Set(kinds.map((kind) => topicName('<prefix>', topicContextOf(kind))))],
    ...asRead(schema as unknown as JsonSchema, '', new Set(personal)),
    examples: [sample],
  };
}

export const schemaId = (name: string): string => `urn:gongdan:schema:${name}`;

function asRead(node: JsonSchema, pointer: string, personal: ReadonlySet<string>): JsonSchema {
  const { type, additionalProperties, properties, items, anyOf, ...rest } = node;
  if (personal.has(pointer)) {
    return { type, description: PERSONAL_WORDS, 'x-personal': true, 'x-plain-text': rest };
  }
  // Closed on write is open on read and says nothing here; an object open on write would stand out.
  const open = isSchemaObject(properties) && additionalProperties !== false;
  return withoutUndefined({
    type: type ?? (isWordList(rest['enum']) ? 'string' : undefined),
    ...rest,
    additionalProperties: open ? (additionalProperties ?? true) : undefined,
    properties: isSchemaObject(properties)
      ? Object.fromEntries(
          Object.entries(properties).map(([name, member]) => [
            name,
            asRead(member as JsonSchema, `${pointer}/${pointerSegment(name)}`, personal),
          ]),
        )
      : undefined,
    items: isSchemaObject(items) ? asRead(items, `${pointer}/*`, personal) : undefined,
    anyOf: Array.isArray(anyOf)
      ? anyOf.map((branch: JsonSchema) => asRead(branch, pointer, personal))
      : undefined,
  });
}

const isWordList = (words: unknown): boolean =>
  Array.isArray(words) && words.every((word) => typeof word === 'string');
