import { allVersionsEver, versionName } from '../earlier-versions.js';
import type { EventContract } from '../event-contract.js';
import { toKafkaRecord } from '../kafka-record.js';
import { streamKindsOf } from '../stream-kinds.js';
import {
  TOPIC_CONTEXTS,
  topicContextOf,
  topicName,
  WATERMARK_CONTEXT,
  type TopicContext,
} from '../topics.js';
import { exampleEvent } from './example-event.js';

const BINDING_VERSION = '0.5.0';
const KAFKA = { $ref: '#/servers/kafka' };

const CONTEXT_WORDS: Readonly<Record<TopicContext, string>> = {
  tickets: 'Everything that happens to service tickets: request, dispatch, work on site, sign-off.',
  invoices: 'Invoices and payments.',
  surveys: 'Surveys and what customers answered.',
  complaints: 'Complaints and what became of them.',
  customers: 'Customers with their devices, and service contracts.',
  technicians: 'Technicians: who they are and what they can do.',
  sla: 'What was promised for tickets and complaints: clocks, warnings, breaches, verdicts.',
};

const isOf =
  (context: TopicContext) =>
  ({ owner }: EventContract): boolean =>
    streamKindsOf(owner).some((kind) => topicContextOf(kind) === context);

const messageRef = (name: string): object => ({ $ref: `#/components/messages/${name}` });
const schemaRef = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** One channel per topic, the one of watermarks among them. */
export const kafkaChannels = (topicPrefix: string): Readonly<Record<string, object>> => ({
  ...Object.fromEntries(
    TOPIC_CONTEXTS.map((context) => [
      context,
      {
        address: topicName(topicPrefix, context),
        title: `Events of ${context}`,
        description: `${CONTEXT_WORDS[context]} The key is the stream (\`<kind>-<id>\`): all events of one stream lie in one partition, in order.`,
        servers: [KAFKA],
        messages: Object.fromEntries(
          allVersionsEver()
            .filter(isOf(context))
            .map((contract) => [versionName(contract), messageRef(versionName(contract))]),
        ),
        bindings: { kafka: { bindingVersion: BINDING_VERSION } },
      },
    ]),
  ),
  [WATERMARK_CONTEXT]: {
    address: topicName(topicPrefix, WATERMARK_CONTEXT),
    title: 'How far the topics are complete',
    description:
      'For readers who have to know that nothing is missing up to a position, also where a partition is idle. It holds no events.',
    servers: [KAFKA],
    messages: { Watermark: messageRef('Watermark') },
    bindings: { kafka: { bindingVersion: BINDING_VERSION } },
  },
});

export const kafkaOperations = (): Readonly<Record<string, object>> =>
  Object.fromEntries(
    [...TOPIC_CONTEXTS, WATERMARK_CONTEXT].map((context) => [
      `receive-${context}`,
      {
        action: 'receive',
        channel: { $ref: `#/channels/${context}` },
        summary: `Receive ${context} from Kafka.`,
        bindings: {
          kafka: {
            groupId: { type: 'string', description: 'Your own: each group has its own place.' },
            bindingVersion: BINDING_VERSION,
          },
        },
      },
    ]),
  );

export const kafkaMessages = (): Readonly<Record<string, object>> => ({
  ...Object.fromEntries(
    allVersionsEver().map((contract) => [versionName(contract), eventMessage(contract)]),
  ),
  Watermark: {
    name: 'Watermark',
    title: 'Watermark',
    summary: 'Every event up to the position lies below these offsets.',
    contentType: 'application/json',
    payload: schemaRef('Watermark.v1'),
    headers: { type: 'object', properties: { 'content-type': { const: 'application/json' } } },
    bindings: {
      kafka: {
        key: { type: 'string', const: 'watermark' },
        bindingVersion: BINDING_VERSION,
      },
    },
  },
});

function eventMessage(contract: EventContract): object {
  const { type, schemaVersion, description, owner } = contract;
  const kinds = streamKindsOf(owner);
  const { headers, value } = toKafkaRecord(exampleEvent(contract), 1);
  return {
    name: `gongdan.${type}.v${schemaVersion}`,
    title: type,
    summary: description,
    contentType: 'application/json',
    headers: {
      type: 'object',
      allOf: [
        schemaRef('KafkaHeaders.v1'),
        {
          properties: {
            ce_type: { const: `gongdan.${type}.v${schemaVersion}` },
            ce_source: { enum: kinds.map((kind) => `/gongdan/${kind}`) },
          },
        },
      ],
    },
    payload: schemaRef(versionName(contract)),
    bindings: {
      kafka: {
        key: { type: 'string', pattern: `^(${kinds.join('|')})-.+$` },
        bindingVersion: BINDING_VERSION,
      },
    },
    examples: [{ name: 'as-published', headers, payload: JSON.parse(value) as unknown }],
  };
}
