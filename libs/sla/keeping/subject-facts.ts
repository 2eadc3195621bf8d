import { epochMsOf, streamName, type RecordedEvent } from '@gongdan/core';
import {
  allEventContracts,
  streamKindsOf,
  ticketOutlineOf,
  type SlaEvent,
  type SlaSubject,
  type TicketEvent,
} from '@gongdan/contracts';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import type { Moment } from '@gongdan/platform';
import {
  emptySlaStream,
  evolveSlaStream,
  factOf,
  factsWithTiers,
  isDecision,
  type Pins,
  type SlaFact,
} from '../domain/index.js';

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
  return events.filter(isDecision).map(factOf);
}

/** A subject as it is judged at a moment. */
export interface SubjectThen {
  /** Of its own stream, whenever they happened; none: there is no such subject. */
  readonly events: readonly RecordedEvent[];
  /** Of these, what counts at the moment; none: it was not there. */
  readonly known: readonly RecordedEvent[];
  /** Its SLA stream, whenever it was told. */
  readonly told: readonly RecordedEvent[];
  /** What clocks are judged by at the moment, recorded decisions among it. */
  readonly facts: readonly SlaFact[];
  readonly pins: Pins;
}

/** All that is needed to judge a subject at a moment; undefined: now. */
export async function readSubjectThen(
  store: StreamReader,
  subject: SlaSubject,
  moment: Moment | undefined,
): Promise<SubjectThen> {
  const { events, facts: happened } = await readSubjectFacts(store, subject);
  const told = await readWholeStream(store, slaStreamName(subject));
  const decisions = told.filter(isDecision).map(factOf);
  const facts = [...happened, ...decisions].filter((fact) => isPast(fact, moment));
  const ids = new Set(facts.map(({ id }) => id));
  const { pins } = (told as readonly (RecordedEvent & SlaEvent)[]).reduce(
    evolveSlaStream,
    emptySlaStream,
  );
  return { events, known: events.filter(({ id }) => ids.has(id)), told, facts, pins };
}

/** Whether a fact counts at a moment; undefined: now. */
export const isPast = (
  { at, recordedAt }: Pick<SlaFact, 'at' | 'recordedAt'>,
  moment: Moment | undefined,
): boolean =>
  moment === undefined || (moment.basis === 'occurred' ? at : recordedAt) <= epochMsOf(moment.asOf);

/** Whether a technician leads or assists after these events; null: nobody in particular, undefined: sees all. */
export function isVisibleTo(
  technicianId: string | null | undefined,
  { kind }: SlaSubject,
  events: readonly RecordedEvent[],
): boolean {
  if (technicianId === undefined) return true;
  if (technicianId === null || kind !== 'ticket') return false;
  const outline = ticketOutlineOf(events as readonly TicketEvent[]);
  return outline?.technicianIds.includes(technicianId) === true;
}

/** Whatever happens to what clocks are kept for. */
export const SUBJECT_TYPES: readonly string[] = allEventContracts()
  .filter(({ owner }) =>
    streamKindsOf(owner).some((kind) => kind === 'ticket' || kind === 'complaint'),
  )
  .map(({ type }) => type);
