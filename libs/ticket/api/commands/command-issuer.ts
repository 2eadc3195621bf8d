import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { localDay } from '@gongdan/contracts';
import { splitStreamName, streamName, type Clock, type IdGenerator } from '@gongdan/core';
import {
  isRepeated,
  readWholeStream,
  type CommandContext,
  type EventStore,
} from '@gongdan/event-store';
import {
  assignedOnlyTo,
  checkedInstant,
  CLOCK,
  commandAnswer,
  EVENT_STORE,
  ID_GENERATOR,
  SETTINGS,
  type CommandAnswer,
  type OccurredBody,
  type Settings,
} from '@gongdan/platform';
import { catalogEntry, IssueTicketCommand, type RegisterTicketDto } from '../../commands/index.js';
import {
  ticketNumberOf,
  type AmendInput,
  type AskedCommandName,
  type AssignInput,
  type ClassifyInput,
  type RecordPartsInput,
  type RecordWorkInput,
  type TicketState,
} from '../../domain/index.js';
import { stateOf } from '../../queries/shared/ticket-state-of.js';
import { requireVisible } from '../../queries/shared/visible-ticket.js';
import { KnownThings } from './known-things.js';

/** Any command but register, as a request names it. */
export interface RequestedCommand {
  readonly name: Exclude<AskedCommandName, 'register'>;
  readonly ticketId: string;
  readonly body: OccurredBody;
  readonly context: CommandContext;
}

/** Takes commands from HTTP to their handler, with what a pure decision cannot look up itself. */
@Injectable()
export class CommandIssuer {
  constructor(
    private readonly commands: CommandBus,
    private readonly known: KnownThings,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ID_GENERATOR) private readonly ids: IdGenerator,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
  ) {}

  async register(body: RegisterTicketDto, given: CommandContext): Promise<CommandAnswer> {
    const context = withMoment(given, body);
    await this.unlessRepeated(context, () => this.known.requireRegistrable(body));
    const ticketId = this.ids.next();
    const day = localDay(context.occurredAt ?? this.clock.now(), this.settings.timeZone);
    const number = ticketNumberOf(day, ticketId);
    const input = catalogEntry('register').toInput(body, { ticketId, number });
    const result = await this.commands.execute(
      new IssueTicketCommand(ticketId, 'register', input, context),
    );
    // A repeat is answered with the ticket that was registered the first time.
    return commandAnswer(result.ok ? splitStreamName(result.value.stream).id : ticketId, result);
  }

  async issue({ name, ticketId, body, context: given }: RequestedCommand): Promise<CommandAnswer> {
    const context = withMoment(given, body);
    await this.unlessRepeated(context, () => this.check(name, ticketId, body, context));
    const input = catalogEntry(name).toInput(body, {});
    const result = await this.commands.execute(
      new IssueTicketCommand(ticketId, name, input, context),
    );
    return commandAnswer(ticketId, result);
  }

  /** The state of a ticket that the caller may see. Throws `TICKET.NOT_FOUND`. */
  async visibleState(ticketId: string, { caller }: CommandContext): Promise<TicketState> {
    const state = stateOf(await readWholeStream(this.store, streamName('ticket', ticketId)));
    requireVisible(state, caller);
    return state;
  }

  /** A command that had its effect already is answered so, whatever would speak against it now. */
  async unlessRepeated(context: CommandContext, check: () => Promise<unknown>): Promise<void> {
    try {
      await check();
    } catch (error) {
      if (await isRepeated(this.store, context)) return;
      throw error;
    }
  }

  private async check(
    name: AskedCommandName,
    ticketId: string,
    body: OccurredBody,
    context: CommandContext,
  ): Promise<void> {
    // The decider tells a technician that a ticket is not his: here even that it exists is not told.
    if (assignedOnlyTo(context.caller) !== undefined) await this.visibleState(ticketId, context);
    if (name === 'assign' || name === 'reassign') {
      await this.known.requireCrew(body as AssignInput);
    }
    if (name === 'amend' || name === 'classify') {
      await this.known.requireAmendable(ticketId, body as AmendInput | ClassifyInput);
    }
    if (name === 'record-work') await this.known.requireWorker(body as RecordWorkInput);
    if (name === 'record-parts') this.known.requireBillable(body as RecordPartsInput);
  }
}

export const withMoment = (
  context: CommandContext,
  { occurredAt }: OccurredBody,
): CommandContext =>
  occurredAt === undefined ? context : { ...context, occurredAt: checkedInstant(occurredAt) };
