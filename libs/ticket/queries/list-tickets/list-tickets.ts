import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  type Moment,
  PAGE_LIMIT_DEFAULT,
  WORKFLOWS,
  assignedOnlyTo,
  checkedInstant,
  invalidQuery,
  momentOf,
  readAnswer,
} from '@gongdan/platform';
import type { Workflows } from '@gongdan/workflow';
import { ticketDetailProjection, ticketSearchProjection } from '../../projections/index.js';
import { dueFilterOf } from '../shared/due-filter.js';
import { ReadModels } from '../shared/read-models.js';
import { shownWithDue } from '../shared/shown-with-due.js';
import { findTicketsAsOf } from './find-tickets-as-of.js';
import { countTickets, findTickets } from './find-tickets.js';
import { mustKnowStates } from './known-states.js';
import type {
  ListTicketsQuery,
  TicketCount,
  TicketFilterQuery,
  TicketPage,
} from './list-tickets.dto.js';
import type { TicketFilter } from './ticket-filter.js';
import { TicketOrder, type TicketSort } from './ticket-order.js';

/** Tickets by any filter, in order, page by page; and how many there are. */
@Injectable()
export class ListTickets {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(WORKFLOWS) private readonly workflows: Workflows,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(query: ListTicketsQuery, caller: Caller): Promise<TicketPage> {
    const { limit = PAGE_LIMIT_DEFAULT, cursor, minPosition } = query;
    const moment = momentOf(query, this.clock);
    const filter = filterOf(query, caller);
    const sort = query.sort ?? defaultSort(filter, moment);
    const order = new TicketOrder(sort, filter, moment);
    refuseSortingItAll(order, filter, moment);
    const request = { order, limit, cursor };
    const currency = { minPosition, moment };
    const page = await this.readModels.read(tablesOf(filter), currency, async (client) => {
      await mustKnowStates(client, this.workflows, filter.status, moment !== undefined);
      return moment
        ? findTicketsAsOf(client, this.store, filter, moment, request)
        : findTickets(client, filter, request);
    });
    const { rows, nextCursor } = page.value;
    const at = moment?.asOf ?? this.clock.now();
    const items = rows.map((row) => shownWithDue(row, at));
    return readAnswer({ position: page.position, items, nextCursor });
  }

  async count(query: TicketFilterQuery, caller: Caller): Promise<TicketCount> {
    const filter = filterOf(query, caller);
    const { minPosition } = query;
    const { position, value } = await this.readModels.read(
      tablesOf(filter),
      { minPosition },
      async (client) => {
        await mustKnowStates(client, this.workflows, filter.status, false);
        return countTickets(client, filter);
      },
    );
    return readAnswer({ position, count: value });
  }
}

/** Words and earlier moments are walked in the order of registration, whatever else is asked. */
const isWalked = ({ text }: TicketFilter, moment: Moment | undefined): boolean =>
  text !== undefined || moment !== undefined;

/** Who asks for due moments gets what is due next; in another order all of it would be sorted. */
function defaultSort(filter: TicketFilter, moment: Moment | undefined): TicketSort {
  const { dueState, dueClock, dueFrom, dueBefore } = filter;
  const asksForDue = Object.keys(withoutUndefined({ dueState, dueClock, dueFrom, dueBefore }));
  return asksForDue.length > 0 && !isWalked(filter, moment) ? 'due' : '-registered';
}

/** Some filters have an index in some orders only: in another one all of it would be sorted. */
function refuseSortingItAll(
  { by }: TicketOrder,
  filter: TicketFilter,
  moment: Moment | undefined,
): void {
  const { text, registeredFrom, registeredTo, channel, region, team } = filter;
  const { level, carriedOver } = filter;
  const { dueState, dueClock, dueFrom, dueBefore } = filter;
  const byRegistration = {
    text,
    asOf: moment,
    registeredFrom,
    registeredTo,
    channel,
    region,
    team,
    level,
    carriedOver,
  };
  const byDue = { dueClock, dueFrom, dueBefore };
  const refuse = (inTheWay: object, sorts: string): void => {
    const [name] = Object.keys(withoutUndefined(inTheWay));
    if (name !== undefined) {
      throw invalidQuery('/sort', `must be ${sorts} where ${name} is given`);
    }
  };
  if (by !== 'registered') refuse(byRegistration, 'registered or -registered');
  if (by === 'updated') refuse({ ...byDue, dueState }, 'due or -due');
  if (by === 'registered' && !isWalked(filter, moment)) refuse(byDue, 'due or -due');
}

const tablesOf = ({ text }: TicketFilter) =>
  text === undefined ? [ticketDetailProjection] : [ticketDetailProjection, ticketSearchProjection];

function filterOf(query: TicketFilterQuery, caller: Caller): TicketFilter {
  const { registeredFrom: from, registeredTo: to } = query;
  return withoutUndefined({
    status: query.status,
    stage: query.stage,
    stateClass: query.class,
    category: query.category,
    priority: query.priority,
    channel: query.channel,
    technicianId: query.technician,
    customerId: query.customer,
    team: query.team,
    region: query.region,
    level: query.level,
    carriedOver: query.carriedOver,
    number: query.number,
    text: query.text,
    registeredFrom: from === undefined ? undefined : checkedInstant(from),
    registeredTo: to === undefined ? undefined : checkedInstant(to),
    ...dueFilterOf(query),
    visibleTo: assignedOnlyTo(caller),
  });
}
