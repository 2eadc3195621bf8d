import { allVersionsEver, versionName } from '../earlier-versions.js';
import type { JsonSchema } from '../json-schema.js';
import { publishedSchema } from '../published-schema.js';
import { envelopeSchemas } from './envelopes.js';
import { httpChannels, httpMessages, httpOperations } from './http-channels.js';
import { kafkaChannels, kafkaMessages, kafkaOperations } from './kafka-channels.js';

const DOCUMENT_VERSION = '1';

const DESCRIPTION = [
  'Everything that other systems can follow: every fact the engine records, as a CloudEvent 1.0.',
  'The document is written from the side of a subscriber: its operations receive.',
  '',
  '- **Order**: events of one stream (`ce_source` and `ce_subject`, the record’s key) come in order.',
  '- **Repeats**: delivery is at least once. Drop what is not above the position you have worked off in its partition.',
  '- **Compatibility**: within a version only what compatible readers survive may change: ignore members and types you do not know, and expect further words in a list of words. Everything else is a new version with a type of its own.',
  '- **Personal texts** (`x-personal`) are sealed over Kafka. Entitled accounts read them over HTTP; once a customer is forgotten nobody does.',
  '- **Versions**: over Kafka an event has the version it was recorded under, over HTTP always the newest.',
].join('\n');

/**
 * The AsyncAPI 3.0 document of all topics and of what is served over HTTP. `topicPrefix` is what all names
 * of topics begin with.
 */
export const asyncApiDocument = (topicPrefix: string): JsonSchema => ({
  asyncapi: '3.0.0',
  id: 'urn:gongdan:events',
  info: { title: 'Gongdan 工单: events', version: DOCUMENT_VERSION, description: DESCRIPTION },
  defaultContentType: 'application/json',
  servers: {
    kafka: {
      host: '{brokers}',
      protocol: 'kafka',
      description:
        'The brokers of the installation, where it publishes to Kafka. TLS and login are as their operators set them up.',
      variables: { brokers: { description: '`host:port` of a broker.' } },
    },
    http: {
      host: '{host}',
      protocol: 'https',
      description: 'The address of the installation’s HTTP API.',
      variables: { host: { description: 'Host name, with the port if need be.' } },
      security: [{ $ref: '#/components/securitySchemes/bearer' }],
    },
    receiver: {
      host: '{receiver}',
      protocol: 'https',
      description: 'Your own, where a webhook sends to.',
      variables: { receiver: { description: 'Host name of the URL that was registered.' } },
    },
  },
  channels: { ...kafkaChannels(topicPrefix), ...httpChannels },
  operations: { ...kafkaOperations(), ...httpOperations },
  components: {
    schemas: {
      ...Object.fromEntries(
        allVersionsEver().map((contract) => [
          versionName(contract),
          embedded(publishedSchema(contract)),
        ]),
      ),
      ...Object.fromEntries([...envelopeSchemas].map(([name, schema]) => [name, embedded(schema)])),
    },
    messages: { ...kafkaMessages(), ...httpMessages },
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description:
          'The token of POST /api/v1/auth/login; the role for other systems is `integration`.',
      },
    },
  },
});

/** In here the place names a schema; its own id would change what references mean. */
const embedded = ({ $schema: _dialect, $id: _id, ...schema }: JsonSchema): JsonSchema => schema;
