import { withoutUndefined, type Instant, type Refusal } from '@gongdan/core';
import type { Priority, ServiceCategory, Channel } from '@gongdan/contracts';
import type { AmendInput, TicketState } from '@gongdan/ticket';
import type { ImportRow } from '../rows/import-row.js';
import type { RowCode } from '../rows/rejection.js';
import type { TicketAttempt } from './ticket-attempt.js';
import type { Mover, WayFinder } from './way-finder.js';

/** What a ticket begins with where its first row does not say. */
export interface Beginnings {
  readonly customer?: string;
  readonly title?: string;
  readonly description?: string;
  readonly category?: ServiceCategory;
  readonly priority?: Priority;
  readonly channel?: Channel;
}

export interface RowSettings {
  readonly log: string;
  readonly workflowId: string;
  readonly beginnings: Beginnings;
  /** Id of a customer in the engine by what the log calls him. */
  readonly customerId: (key: string) => string;
  readonly technicianId: (key: string) => string;
}

/** Which commands a row means, given what is known of its ticket so far. */
export class RowCommands {
  constructor(
    private readonly ways: WayFinder,
    private readonly settings: RowSettings,
  ) {}

  /** `previous`: the row before it that was used. */
  give(
    ticket: TicketAttempt,
    ticketId: string,
    row: ImportRow,
    previous: ImportRow | undefined,
  ): void {
    if (ticket.state.exists) this.change(ticket, row);
    else this.register(ticket, ticketId, row);
    this.assign(ticket, row);
    this.move(ticket, row);
    // Some workflows take a reopened ticket from its technician: the row says who has it then.
    this.assign(ticket, row);
    this.comment(ticket, row, previous);
  }

  private register(ticket: TicketAttempt, ticketId: string, row: ImportRow): void {
    const { log, workflowId, beginnings, customerId } = this.settings;
    const customer = row.customer?.key ?? beginnings.customer;
    const category = row.category ?? beginnings.category;
    if (customer === undefined) return ticket.refuse(lacking('customer'));
    if (category === undefined) return ticket.refuse(lacking('category'));
    const input = withoutUndefined({
      ticketId,
      number: row.caseKey,
      customerId: customerId(customer),
      category,
      priority: row.priority ?? beginnings.priority,
      channel: row.channel ?? beginnings.channel ?? ('import' as const),
      title: row.title ?? beginnings.title ?? row.caseKey,
      description: row.description ?? beginnings.description ?? '',
      contact: row.contact && withoutUndefined(row.contact),
      site: row.site && withoutUndefined(row.site),
      source: { log, key: row.caseKey },
      workflowId,
    });
    ticket.give('register', input, registeredAt(row));
  }

  private change(ticket: TicketAttempt, row: ImportRow): void {
    const changes = changesOf(ticket.state, row);
    if (changes) ticket.give('amend', changes, row.time);
    const { priority } = row;
    if (priority !== undefined && priority !== ticket.state.priority) {
      const reason = row.reason === undefined ? {} : { reason: row.reason };
      ticket.give('prioritise', { priority, ...reason }, row.time);
    }
  }

  /** A row without a technician says nothing: a team alone is noted with the next technician. */
  private assign(ticket: TicketAttempt, row: ImportRow): void {
    if (row.technician === undefined) return;
    const { state } = ticket;
    const technicianId = this.settings.technicianId(row.technician.key);
    const sameTeam = row.team === undefined || row.team === state.team;
    if (technicianId === state.technicianId && sameTeam) return;
    const crew = { technicianId, ...(row.team === undefined ? {} : { team: row.team }) };
    if (state.technicianId === null || !this.possible('reassign', state)) {
      return ticket.give('assign', crew, row.time);
    }
    ticket.give('reassign', { ...crew, reason: this.reasonOf(row) }, row.time);
  }

  private move(ticket: TicketAttempt, row: ImportRow): void {
    if (row.state === undefined || ticket.refusal) return;
    const way = this.ways.find(ticket.state, row.state);
    if (way === undefined) return ticket.refuse(noWay(ticket.state.state, row.state.to));
    for (const mover of way) this.step(ticket, row, mover);
  }

  private step(ticket: TicketAttempt, row: ImportRow, mover: Mover): void {
    switch (mover) {
      case 'pause':
        return ticket.give('pause', { reason: row.state?.pause ?? 'other' }, row.time);
      case 'finish':
        return ticket.give(
          'finish',
          { resolution: row.resolution ?? this.reasonOf(row) },
          row.time,
        );
      case 'reopen':
      case 'cancel':
        return ticket.give(mover, { reason: this.reasonOf(row) }, row.time);
      case 'close':
        return ticket.give(
          'close',
          row.reason === undefined ? {} : { reason: row.reason },
          row.time,
        );
      default:
        return ticket.give(mover, {}, row.time);
    }
  }

  private comment(ticket: TicketAttempt, row: ImportRow, previous: ImportRow | undefined): void {
    row.comments.forEach((comment, index) => {
      if (comment === undefined) return;
      if (comment.whenChanged && previous?.comments[index]?.text === comment.text) return;
      const { text, visibility } = comment;
      ticket.give('comment', { text, visibility }, row.time);
    });
  }

  private possible(name: 'reassign', state: TicketState): boolean {
    return this.ways.definition.transition(name, state.state) !== undefined;
  }

  private reasonOf(row: ImportRow): string {
    return row.reason ?? `As recorded in ${this.settings.log}`;
  }
}

/** Nothing can happen to a ticket before it is registered: a later time of opening is a mistake. */
export const registeredAt = ({ opened, time }: ImportRow): Instant =>
  opened !== undefined && opened < time ? opened : time;

function changesOf(state: TicketState, row: ImportRow): AmendInput | undefined {
  const changes: { -readonly [Key in keyof AmendInput]: AmendInput[Key] } = {};
  if (row.title !== undefined && row.title !== state.title) changes.title = row.title;
  if (row.description !== undefined && row.description !== state.description) {
    changes.description = row.description;
  }
  if (row.contact && !same(row.contact, state.contact)) {
    changes.contact = withoutUndefined(row.contact);
  }
  if (row.site && !same(row.site, state.site)) {
    changes.site = withoutUndefined(row.site);
  }
  return Object.keys(changes).length === 0 ? undefined : changes;
}

const same = (one: object, other: object | null): boolean =>
  other !== null &&
  Object.entries({ ...other, ...one }).every(
    ([key, value]) =>
      (one as Record<string, unknown>)[key] === value &&
      (other as Record<string, unknown>)[key] === value,
  );

const refusal = (code: RowCode, message: string): Refusal => ({
  code,
  category: 'invalid',
  message,
});

const lacking = (field: string): Refusal =>
  refusal('ROW.EMPTY', `the ticket begins here and there is no ${field} (whenEmpty names one)`);

const noWay = (from: string, to: string): Refusal =>
  refusal('ROW.NO_WAY', `no commands lead from '${from}' to '${to}' in the workflow`);
