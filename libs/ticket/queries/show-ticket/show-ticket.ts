import { Inject, Injectable } from '@nestjs/common';
import type { Caller, Move } from '@gongdan/contracts';
import { GongdanError, type Clock, type Instant, type RecordedEvent } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import { CLOCK, EVENT_STORE, WORKFLOWS, momentOf, readAnswer } from '@gongdan/platform';
import type { Workflows } from '@gongdan/workflow';
import { bodyFields } from '../../commands/index.js';
import {
  availableCommands,
  type CommandAvailability,
  type TicketState,
} from '../../domain/index.js';
import { notFound, notFoundAsOf } from '../../domain/ticket-refusals.js';
import { ticketDetailProjection, type TicketDetailRow } from '../../projections/index.js';
import { foldPromises, foldRow, isPast } from '../shared/fold-as-of.js';
import { shownWithDue } from '../shared/shown-with-due.js';
import { readTicket } from '../shared/read-ticket.js';
import { stateOf } from '../shared/ticket-state-of.js';
import { requireVisible } from '../shared/visible-ticket.js';
import {
  TIMELINE_LENGTH_MAX,
  type ShowTicketQuery,
  type TicketAnswer,
  type TimelineEntry,
} from './show-ticket.dto.js';

/** One ticket, from its own stream and that of its clocks: always as fresh as the log. */
@Injectable()
export class ShowTicket {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(WORKFLOWS) private readonly workflows: Workflows,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `TICKET.NOT_FOUND`, also for one that was not there at the moment asked about. */
  async read(ticketId: string, query: ShowTicketQuery, caller: Caller): Promise<TicketAnswer> {
    const moment = momentOf(query, this.clock);
    const { events: all, position } = await readTicket(this.store, ticketId, query.minPosition);
    requireVisible(stateOf(all), caller);
    const events = moment ? all.filter((event) => isPast(event, moment)) : all;
    const row = foldRow(ticketDetailProjection, events);
    if (row === undefined) throw new GongdanError(moment ? notFoundAsOf(moment.asOf) : notFound());
    const state = stateOf(events);
    const commands = moment
      ? []
      : availableCommands(this.workflows, state, caller, this.clock.now()).map(asItsBody);
    const promised = { ...row, ...(await foldPromises(this.store, ticketId, moment)) };
    const at = moment?.asOf ?? this.clock.now();
    const answer = {
      ...answerOf(promised, state, at),
      commands,
      timeline: timelineOf(events),
      position,
    };
    return readAnswer(answer, moment ? undefined : row.version);
  }
}

const asItsBody = (told: CommandAvailability): CommandAvailability =>
  told.allowed ? { ...told, fields: bodyFields(told.command, told.fields) } : told;

const answerOf = (row: TicketDetailRow, state: TicketState, at: Instant) => ({
  ...shownWithDue(row, at),
  description: state.description,
  stateSince: state.stateSince,
  pauseNote: state.pauseNote,
  appointmentRequestedByCustomer: state.appointmentRequestedByCustomer,
  work: state.work,
  parts: state.parts,
  resolution: state.resolution,
  signature: state.signature,
  countersigned: state.countersigned,
  attachments: state.attachments,
});

const timelineOf = (events: readonly RecordedEvent[]): TimelineEntry[] =>
  events
    .slice(-TIMELINE_LENGTH_MAX)
    .map(({ version, type, occurredAt, recordedAt, actor, data }) => ({
      version,
      type,
      occurredAt,
      recordedAt,
      actor,
      state: (data['move'] as Move | undefined)?.to ?? null,
    }));
