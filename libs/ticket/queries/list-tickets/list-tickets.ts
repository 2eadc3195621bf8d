import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  type Moment,
  PAGE_LIMIT_DEFAULT,
  assignedOnlyTo,
  checkedInstant,
  invalidQuery,
  momentOf,
  readAnswer,
  shown,
} from '@gongdan/platform';
import { ticketDetailProjection, ticketSearchProjection } from '../../projections/index.js';
import { ReadModels } from '../shared/read-models.js';
import { findTicketsAsOf } from './find-tickets-as-of.js';
import { countTickets, findTickets } from './find-tickets.js';
import type {
  ListTicketsQuery,
  TicketCount,
  TicketFilterQuery,
  TicketPage,
} from './list-tickets.dto.js';
import type { TicketFilter } from './ticket-filter.js';
import { TicketOrder } from './ticket-order.js';

/** Tickets by any filter, in order, page by page; and how many there are. */
@Injectable()
export class ListTickets {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(query: ListTicketsQuery, caller: Caller): Promise<TicketPage> {
    const { sort = '-registered', limit = PAGE_LIMIT_DEFAULT, cursor, minPosition } = query;
    const moment = momentOf(query, this.clock);
    const filter = filterOf(query, caller);
    const order = new TicketOrder(sort, filter, moment);
    if (!order.byRegistration) refuseSortByChange(filter, moment);
    const request = { order, limit, cursor };
    const currency = { minPosition, moment };
    const page = await this.readModels.read(tablesOf(filter), currency, (client) =>
      moment
        ? findTicketsAsOf(client, this.store, filter, moment, request)
        : findTickets(client, filter, request),
    );
    const { rows, nextCursor } = page.value;
    return readAnswer({ position: page.position, items: rows.map(itemOf), nextCursor });
  }

  async count(query: TicketFilterQuery, caller: Caller): Promise<TicketCount> {
    const filter = filterOf(query, caller);
    const { minPosition } = query;
    const { position, value } = await this.readModels.read(
      tablesOf(filter),
      { minPosition },
      (client) => countTickets(client, filter),
    );
    return readAnswer({ position, count: value });
  }
}

/** These lists are served in the order of registration only: in another one all of it would be sorted. */
function refuseSortByChange(filter: TicketFilter, moment: Moment | undefined): void {
  const { text, registeredFrom, registeredTo, channel, region, team } = filter;
  const inTheWay = { text, asOf: moment, registeredFrom, registeredTo, channel, region, team };
  const [name] = Object.keys(withoutUndefined(inTheWay));
  if (name !== undefined) {
    throw invalidQuery('/sort', `must be registered or -registered where ${name} is given`);
  }
}

const itemOf = shown as (row: Parameters<typeof shown>[0]) => TicketPage['items'][number];

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
    number: query.number,
    text: query.text,
    registeredFrom: from === undefined ? undefined : checkedInstant(from),
    registeredTo: to === undefined ? undefined : checkedInstant(to),
    visibleTo: assignedOnlyTo(caller),
  });
}
