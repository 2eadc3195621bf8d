import type { StreamKind } from './stream-kinds.js';

/** What a Kafka topic holds: the events of one context, each keyed by its stream. */
export const TOPIC_CONTEXTS = [
  'tickets',
  'invoices',
  'surveys',
  'complaints',
  'customers',
  'technicians',
  'sla',
] as const;
export type TopicContext = (typeof TOPIC_CONTEXTS)[number];

/** The topic that says how far all the others are complete. It holds no events. */
export const WATERMARK_CONTEXT = 'watermarks';

const CONTEXT_OF_KIND: Readonly<Record<StreamKind, TopicContext>> = {
  ticket: 'tickets',
  invoice: 'invoices',
  survey: 'surveys',
  complaint: 'complaints',
  customer: 'customers',
  contract: 'customers',
  technician: 'technicians',
  sla: 'sla',
};

/** The context that holds a kind of streams. */
export const topicContextOf = (kind: StreamKind): TopicContext => CONTEXT_OF_KIND[kind];

/** Raised when records of one topic could no longer be read as before; then both are published for a while. */
const TOPIC_VERSION = 1;

/** `gongdan.tickets.v1` for the prefix `gongdan`. */
export const topicName = (
  prefix: string,
  context: TopicContext | typeof WATERMARK_CONTEXT,
): string => `${prefix}.${context}.v${TOPIC_VERSION}`;
