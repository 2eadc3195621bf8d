import { Inject, Injectable } from '@nestjs/common';
import type { Caller, SlaSubject } from '@gongdan/contracts';
import { epochMsOf, instantOf, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  assignedOnlyTo,
  beyondTheLog,
  CLOCK,
  EVENT_STORE,
  momentOf,
  readAnswer,
} from '@gongdan/platform';
import { evaluate, factOf, type PolicyBook } from '../../domain/index.js';
import { isPast, isVisibleTo, readSubjectThen } from '../../keeping/subject-facts.js';
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
    const { events, known, told, facts, pins } = await readSubjectThen(this.store, subject, moment);
    const isSeen = known.length > 0 && isVisibleTo(assignedOnlyTo(caller), subject, events);
    if (!isSeen) throw subjectNotFound(subject);
    const asOf = epochMsOf(moment?.asOf ?? this.clock.now());
    const { kind, id } = subject;
    const evaluation = evaluate({ kind, facts, book: this.book, pins, asOf });
    const shown = told.filter((event) => isPast(factOf(event), moment));
    const clocks = evaluation.runs.map((run) => clockAnswer(run, evaluation, shown, asOf));
    const answer = { kind, id, asOf: instantOf(asOf), clocks, position };
    // What is told of the promises has a stream of its own: its version is what decisions about them are made on.
    return readAnswer(answer, shown.at(-1)?.version ?? 0);
  }
}
