import { streamName, type RecordedEvent } from '@gongdan/core';
import { allEventContracts, streamKindsOf, type SlaSubject } from '@gongdan/contracts';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import { factOf, factsWithTiers, type SlaFact } from '../domain/index.js';

type StreamReader = Pick<EventStore, 'readStream'>;

export interface SubjectFacts {
  /** Of the subject’s own stream, in stream order; none: there is no such subject. */
  readonly events: readonly RecordedEvent[];
  /** All that clocks are judged by: of the subject, and what its customer’s file says of the tier. */
  readonly facts: readonly SlaFact[];
}

export const subjectStream = ({ kind, id }: SlaSubject) => streamName(kind, id);
export const slaStreamName = ({ id }: SlaSubject) => streamName('sla', id);

/** What happened to a subject, from the log. */
export async function readSubjectFacts(
  store: StreamReader,
  subject: SlaSubject,
): Promise<SubjectFacts> {
  const events = await readWholeStream(store, subjectStream(subject));
  const [first] = events;
  if (first === undefined) return { events, facts: [] };
  const { customerId } = first;
  const tiers = customerId === null ? [] : await readTiers(store, customerId);
  return { events, facts: factsWithTiers(events.map(factOf), tiers) };
}

async function readTiers(store: StreamReader, customerId: string): Promise<readonly SlaFact[]> {
  const events = await readWholeStream(store, streamName('customer', customerId));
  return events
    .filter(({ type }) => type === 'CustomerRegistered' || type === 'CustomerAmended')
    .filter(({ data }) => data['tier'] !== undefined)
    .map(factOf);
}

/** Recorded decisions about the promises themselves, from the SLA stream. */
export async function readDecisions(
  store: StreamReader,
  subject: SlaSubject,
): Promise<readonly SlaFact[]> {
  const events = await readWholeStream(store, slaStreamName(subject));
  return events.filter(({ type }) => DECISIONS.includes(type)).map(factOf);
}

export const DECISIONS: readonly string[] = ['SlaRecalculated', 'SlaPolicyWithdrawn'];

/** Whatever happens to what clocks are kept for. */
export const SUBJECT_TYPES: readonly string[] = allEventContracts()
  .filter(({ owner }) =>
    streamKindsOf(owner).some((kind) => kind === 'ticket' || kind === 'complaint'),
  )
  .map(({ type }) => type);
