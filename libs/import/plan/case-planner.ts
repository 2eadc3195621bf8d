import { streamName, type Instant, type NewEvent } from '@gongdan/core';
import { eventContract, systemCaller } from '@gongdan/contracts';
import type { TicketFact, TicketState } from '@gongdan/ticket';
import type { ImportCase } from '../grouping/import-case.js';
import type { ImportRow } from '../rows/import-row.js';
import type { Rejection } from '../rows/rejection.js';
import { derivedId, ticketIdOf } from './derived-ids.js';
import type { PlannedCase, PlannedRow } from './planned-case.js';
import { RowCommands, type RowSettings } from './row-commands.js';
import { TicketAttempt, type TicketRules } from './ticket-attempt.js';
import type { WayFinder } from './way-finder.js';

export interface PlannerSettings extends RowSettings {
  /** The moment of the import: no event may be later. */
  readonly now: Instant;
}

/** Decides whole cases in memory: rows in, events out. Pure, and the same for the same case. */
export class CasePlanner {
  private readonly commands: RowCommands;

  constructor(
    private readonly rules: TicketRules,
    ways: WayFinder,
    private readonly settings: PlannerSettings,
  ) {
    this.commands = new RowCommands(ways, settings);
  }

  plan({ caseKey, rows }: ImportCase): PlannedCase {
    const ticketId = ticketIdOf(this.settings.log, caseKey);
    const events: NewEvent[] = [];
    const planned: PlannedRow[] = [];
    const rejections: Rejection[] = [];
    let state = this.rules.initial;
    let previous: ImportRow | undefined;
    for (const row of rows) {
      const attempt = this.attempt(ticketId, state, row, previous, events.length);
      if (attempt.refusal) {
        const { code, message } = attempt.refusal;
        const { line, text } = row;
        rejections.push({ line, code, column: '', value: '', reason: message, text });
        continue;
      }
      const from = events.length;
      state = attempt.state;
      for (const fact of attempt.facts) events.push(this.envelop(row, state, fact, events.length));
      planned.push({ row, from, end: events.length });
      previous = row;
    }
    const stream = streamName('ticket', ticketId);
    return { caseKey, stream, events, rows: planned, rejections };
  }

  private attempt(
    ticketId: string,
    state: TicketState,
    row: ImportRow,
    previous: ImportRow | undefined,
    eventCount: number,
  ): TicketAttempt {
    const attempt = new TicketAttempt(this.rules, state, {
      caller: systemCaller(actorOf(this.settings.log, row)),
      now: this.settings.now,
      newId: (ordinal) => derivedId(ticketId, 'part', String(eventCount + ordinal + 1)),
    });
    this.commands.give(attempt, ticketId, row, previous);
    return attempt;
  }

  /**
   * The id says what the event says: an event of an earlier import has the same id exactly where nothing
   * about it has changed.
   */
  private envelop(row: ImportRow, state: TicketState, fact: TicketFact, index: number): NewEvent {
    const { type, data, occurredAt } = fact;
    const actor = actorOf(this.settings.log, row);
    const content = JSON.stringify(data);
    return {
      id: derivedId(state.ticketId, String(index + 1), type, occurredAt, actor, content),
      type,
      schemaVersion: eventContract(type).schemaVersion,
      data,
      actor,
      occurredAt,
      correlationId: state.ticketId,
      causationId: null,
      customerId: state.customerId,
    };
  }
}

/** `import:<log>`, and the row’s author where the log names one. */
const actorOf = (log: string, { author }: ImportRow): string =>
  author === undefined ? `import:${log}` : `import:${log}:${author}`;
