import { randomUUID } from 'node:crypto';
import {
  GongdanError,
  streamName,
  type Instant,
  type NewEvent,
  type RecordedEvent,
  type StreamName,
} from '@gongdan/core';
import type { Appended, AppendResult, CommandRecord, EventStore, LogPage } from '../event-store.js';

export const uniqueStream = (kind = 'ticket'): StreamName => streamName(kind, randomUUID());

/** A valid event, different from every other one. */
export const sampleEvent = (overrides: Partial<NewEvent> = {}): NewEvent => ({
  id: randomUUID(),
  type: 'TicketRegistered',
  schemaVersion: 1,
  data: { title: 'Air conditioner does not cool' },
  actor: 'clerk-one',
  occurredAt: '2026-03-02T01:00:00.000Z' as Instant,
  correlationId: randomUUID(),
  causationId: null,
  customerId: null,
  ...overrides,
});

export const sampleEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => sampleEvent({ data: { index } }));

export const sampleCommand = (overrides: Partial<CommandRecord> = {}): CommandRecord => ({
  key: `clerk-one:${randomUUID()}`,
  fingerprint: 'ab'.repeat(32),
  outcome: { version: 1 },
  ...overrides,
});

/** Appends `count` events to a stream and insists that it worked. */
export async function appendTo(
  store: EventStore,
  stream: StreamName,
  count = 1,
): Promise<Appended> {
  return appended(
    await store.append({ writes: [{ stream, expected: 'any', events: sampleEvents(count) }] }),
  );
}

export function appended(result: AppendResult): Appended {
  if (result.status === 'appended') return result;
  throw new Error(`not appended: ${JSON.stringify(result)}`);
}

/** What the promise was rejected with; throws where it was not, or with anything but a GongdanError. */
export async function failureOf(promise: Promise<unknown>): Promise<GongdanError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof GongdanError) return error;
    throw error;
  }
  throw new Error('expected a failure, got a result');
}

/** Reads a subscription until `isEnough`; then aborts it and waits until it has ended. */
export async function collect(
  store: EventStore,
  range: { after: number; types?: readonly string[]; limit?: number },
  isEnough: (events: readonly RecordedEvent[], page: LogPage) => boolean,
): Promise<RecordedEvent[]> {
  const abort = new AbortController();
  const events: RecordedEvent[] = [];
  for await (const page of store.subscribe(range, abort.signal)) {
    events.push(...page.events);
    if (isEnough(events, page)) abort.abort();
  }
  return events;
}
