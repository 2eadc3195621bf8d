const HTTP = { $ref: '#/servers/http' };
const CLOUD_EVENT = { $ref: '#/components/schemas/CloudEvent.v1' };
const BINDING_VERSION = '0.3.0';

const binding = (method: 'GET' | 'POST'): object => ({
  http: { method, bindingVersion: BINDING_VERSION },
});

/**
 * What other systems get without a broker: the same events, structured. Parameters, limits and failures of
 * the routes are the OpenAPI document’s business.
 */
export const httpChannels: Readonly<Record<string, object>> = {
  'pull-feed': {
    address: '/api/v1/events',
    title: 'Pull feed',
    description:
      'The whole log in order, page by page after any position. GET /api/v1/openapi.json describes this and every other route.',
    servers: [HTTP],
    messages: { EventPage: { $ref: '#/components/messages/EventPage' } },
  },
  'event-stream': {
    address: '/api/v1/events/stream',
    title: 'Event stream',
    description:
      'The log as it grows, as server-sent events: the CloudEvent’s type as `event`, its position as `id`, itself as `data`. Resume with Last-Event-ID.',
    servers: [HTTP],
    messages: { StreamedEvent: { $ref: '#/components/messages/StreamedEvent' } },
  },
  webhook: {
    address: null,
    title: 'Webhook',
    description:
      'Sent to the URL that was given to POST /api/v1/webhooks, signed as Standard Webhooks are.',
    servers: [{ $ref: '#/servers/receiver' }],
    messages: { WebhookDelivery: { $ref: '#/components/messages/WebhookDelivery' } },
  },
};

export const httpOperations: Readonly<Record<string, object>> = {
  'receive-page': {
    action: 'receive',
    channel: { $ref: '#/channels/pull-feed' },
    summary: 'Ask for the events after a position.',
    bindings: binding('GET'),
  },
  'receive-stream': {
    action: 'receive',
    channel: { $ref: '#/channels/event-stream' },
    summary: 'Follow the events after a position.',
    bindings: binding('GET'),
  },
  'receive-webhook': {
    action: 'receive',
    channel: { $ref: '#/channels/webhook' },
    summary: 'Take an event, and answer with 2xx once it is safe.',
    bindings: binding('POST'),
  },
};

const text = (description: string): object => ({ type: 'string', description });
const number = (description: string): object => ({ type: 'integer', description });

export const httpMessages: Readonly<Record<string, object>> = {
  EventPage: {
    name: 'EventPage',
    title: 'Page of events',
    summary: 'Events in order, and where to go on.',
    contentType: 'application/json',
    payload: {
      type: 'object',
      required: ['position', 'items', 'nextAfter'],
      properties: {
        position: number('Of the newest event of the whole log.'),
        items: { type: 'array', items: CLOUD_EVENT },
        nextAfter: number('What to go on after; it also moves past events that were left out.'),
      },
    },
  },
  StreamedEvent: {
    name: 'StreamedEvent',
    title: 'Event of the stream',
    summary: 'The `data` of one server-sent event.',
    contentType: 'application/json',
    payload: CLOUD_EVENT,
  },
  WebhookDelivery: {
    name: 'WebhookDelivery',
    title: 'Delivery of a webhook',
    summary: 'One event, signed.',
    contentType: 'application/cloudevents+json',
    headers: {
      type: 'object',
      required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
      properties: {
        'webhook-id': text('The event’s id: the same in every attempt.'),
        'webhook-timestamp': text('When this attempt was made, in seconds since 1970.'),
        'webhook-signature': text('One `v1,<base64>` per secret, with blanks between.'),
      },
    },
    payload: CLOUD_EVENT,
  },
};
