import { Inject, Injectable } from '@nestjs/common';
import {
  ticketOutlineOf,
  type Caller,
  type SlaEvent,
  type SlaSubject,
  type TicketEvent,
} from '@gongdan/contracts';
import { epochMsOf, instantOf, type Clock, type RecordedEvent } from '@gongdan/core';
import { readWholeStream, type EventStore } from '@gongdan/event-store';
import {
  assignedOnlyTo,
  beyondTheLog,
  CLOCK,
  EVENT_STORE,
  momentOf,
  readAnswer,
  type Moment,
} from '@gongdan/platform';
import {
  emptySlaStream,
  evaluate,
  evolveSlaStream,
  factOf,
  type PolicyBook,
} from '../../domain/index.js';
import { DECISIONS, readSubjectFacts, slaStreamName } from '../../keeping/subject-facts.js';
import { subjectNotFound } from '../../sla-refusals.js';
import { POLICY_BOOK } from '../../sla.tokens.js';
import { clockAnswer } from './clock-answer.js';
import type { ShowSlaQuery, SlaAnswer } from './show-sla.dto.js';

/**
 * All promises of one ticket or complaint, judged from its own streams: always as fresh as the log, and at
 * any earlier moment as exact as now.
 */
@Injectable()
export class ShowSla {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICY_BOOK) private readonly book: PolicyBook,
  ) {}

  /** Throws `SLA.SUBJECT_NOT_FOUND`, also for one that was not there at the moment asked about. */
  async read(subject: SlaSubject, query: ShowSlaQuery, caller: Caller): Promise<SlaAnswer> {
    const moment = momentOf(query, this.clock);
    const position = await this.store.lastPosition(); // before the events, so that it claims no more
    const { minPosition = 0 } = query;
    if (position < minPosition) throw beyondTheLog(minPosition, position);
    const { events, facts } = await readSubjectFacts(this.store, subject);
    requireVisible(subject, events, caller);
    const told = await readWholeStream(this.store, slaStreamName(subject));
    const asOf = epochMsOf(moment?.asOf ?? this.clock.now());
    const decisions = told.filter(({ type }) => DECISIONS.includes(type)).map(factOf);
    const known = [...facts, ...decisions].filter((fact) => isPast(fact, moment, asOf));
    const subjectIds = new Set(events.map(({ id }) => id));
    if (!known.some(({ id }) => subjectIds.has(id))) throw subjectNotFound(subject);
    const { pins } = (told as readonly (RecordedEvent & SlaEvent)[]).reduce(evolveSlaStream, emptySlaStream);
    const { kind, id } = subject;
    const evaluation = evaluate({ kind, facts: known, book: this.book, pins, asOf });
    const shown = moment ? told.filter((event) => isPast(factOf(event), moment, asOf)) : told;
    const clocks = evaluation.runs.map((run) => clockAnswer(run, evaluation, shown, asOf));
    const answer = { kind, id, asOf: instantOf(asOf), clocks, position };
    return readAnswer(answer, undefined);
  }
}

const isPast = (
  fact: { readonly at: number; readonly recordedAt: number },
  moment: Moment | undefined,
  asOf: number,
): boolean =>
  moment === undefined || (moment.basis === 'occurred' ? fact.at : fact.recordedAt) <= asOf;

/** What is not his does not exist for a technician. */
function requireVisible(
  subject: SlaSubject,
  events: readonly RecordedEvent[],
  caller: Caller,
): void {
  const technicianId = assignedOnlyTo(caller);
  if (events.length === 0) throw subjectNotFound(subject);
  if (technicianId === undefined) return;
  const ticket =
    subject.kind === 'ticket' ? ticketOutlineOf(events as readonly TicketEvent[]) : undefined;
  if (technicianId === null || !ticket?.technicianIds.includes(technicianId)) {
    throw subjectNotFound(subject);
  }
}
