import type { JsonSchema } from '../json-schema.js';
import { SCHEMA_DIALECT, schemaId } from '../published-schema.js';

const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, description });
const number = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
const digits = (description: string): JsonSchema => ({
  type: 'string',
  pattern: '^(0|[1-9][0-9]*)$',
  description,
});
const instant = (description: string): JsonSchema => ({
  type: 'string',
  format: 'date-time',
  description,
});

const TYPE_WORDS = '`gongdan.<EventType>.v<schema version>`.';
const SOURCE_WORDS = '`/gongdan/<kind of stream>`.';
const SUBJECT_WORDS = 'The id within the kind. Events of one source and subject come in order.';
const ID_WORDS = 'The same in every delivery: by it repeats are recognised.';
const POSITION_WORDS =
  'Place in the log: 1, 2, 3 … without holes. What is not above the position you have worked off is a repeat.';
const STREAM_VERSION_WORDS = 'Place in its stream: 1, 2, 3 … without holes.';
const ACTOR_WORDS =
  'Who caused it: a user’s id, `customer:<id>`, `policy:<name>`, `import:<name>` or `system`.';
const CORRELATION_WORDS = 'Ties together what one undertaking set off.';
const CAUSATION_WORDS = 'The event or command that directly led to it.';
const CUSTOMER_WORDS = 'Whose personal data may be in it.';

/** The headers of a Kafka record: a CloudEvent 1.0 in binary mode with the engine’s extensions. */
const kafkaHeaders: JsonSchema = {
  description: 'CloudEvents 1.0, Kafka binding, binary mode. All values are UTF-8 text.',
  type: 'object',
  required: [
    'content-type',
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_subject',
    'ce_time',
    'ce_position',
    'ce_streamversion',
    'ce_recordedtime',
    'ce_actor',
    'ce_correlationid',
    'ce_hash',
    'ce_epoch',
  ],
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text(ID_WORDS),
    ce_type: text(TYPE_WORDS),
    ce_source: text(SOURCE_WORDS),
    ce_subject: text(SUBJECT_WORDS),
    ce_time: instant('When it happened.'),
    ce_position: digits(POSITION_WORDS),
    ce_streamversion: digits(STREAM_VERSION_WORDS),
    ce_recordedtime: instant('When it was recorded.'),
    ce_actor: text(ACTOR_WORDS),
    ce_correlationid: text(CORRELATION_WORDS),
    ce_causationid: text(CAUSATION_WORDS),
    ce_customerid: text(CUSTOMER_WORDS),
    ce_hash: {
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 over the hash of the event before it in its stream and this event.',
    },
    ce_epoch: digits(
      'Of the relay that sent it. A repeat of a higher epoch is no new event: another relay took over.',
    ),
  },
};

/** An event over HTTP: a CloudEvent 1.0 in the structured JSON form. */
const cloudEvent: JsonSchema = {
  description:
    'CloudEvents 1.0, structured JSON form. Over HTTP events read as their newest version, whatever version they were recorded under.',
  type: 'object',
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'data',
    'position',
    'streamversion',
    'recordedtime',
    'actor',
    'correlationid',
  ],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    id: text(ID_WORDS),
    source: text(SOURCE_WORDS),
    type: text(TYPE_WORDS),
    subject: text(SUBJECT_WORDS),
    time: instant('When it happened.'),
    datacontenttype: { type: 'string', const: 'application/json' },
    data: { type: 'object', description: 'By `type`: the schema of the same name.' },
    position: number(POSITION_WORDS),
    streamversion: number(STREAM_VERSION_WORDS),
    recordedtime: instant('When it was recorded.'),
    actor: text(ACTOR_WORDS),
    correlationid: text(CORRELATION_WORDS),
    causationid: text(CAUSATION_WORDS),
    customerid: text(CUSTOMER_WORDS),
  },
};

/** The value of a record of the watermark topic. */
const watermark: JsonSchema = {
  description:
    'How far the topics are complete: every event up to `position` lies below these offsets. A record of a lower position than one seen before says nothing new.',
  type: 'object',
  required: ['position', 'epoch', 'offsets'],
  properties: {
    position: number('Position of the log up to which everything has been published.'),
    epoch: number('Of the relay that says so.'),
    offsets: {
      type: 'object',
      description: 'By topic and partition: the offset that the next record will have.',
      additionalProperties: {
        type: 'object',
        additionalProperties: { type: 'integer', minimum: 0 },
      },
    },
  },
};

/** What events travel in, by name and version. They are published as the events’ schemas are. */
export const envelopeSchemas: ReadonlyMap<string, JsonSchema> = new Map(
  Object.entries({
    'KafkaHeaders.v1': kafkaHeaders,
    'CloudEvent.v1': cloudEvent,
    'Watermark.v1': watermark,
  }).map(([name, schema]) => [
    name,
    { $schema: SCHEMA_DIALECT, $id: schemaId(name), title: name, ...schema },
  ]),
);
