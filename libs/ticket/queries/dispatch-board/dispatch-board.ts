import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined, type Clock, type Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  type Moment,
  PAGE_LIMIT_DEFAULT,
  SETTINGS,
  type Settings,
  WORKFLOWS,
  assignedOnlyTo,
  invalidQuery,
  momentOf,
  readAnswer,
} from '@gongdan/platform';
import type { Workflows } from '@gongdan/workflow';
import {
  dispatchBoardProjection,
  LANES,
  type DispatchBoardRow,
  type Lane,
} from '../../projections/index.js';
import { dayStart } from '../shared/day-spans.js';
import { dueFilterOf } from '../shared/due-filter.js';
import { rowsThen } from '../shared/open-then.js';
import { ReadModels, type Queryable } from '../shared/read-models.js';
import { shownWithDue } from '../shared/shown-with-due.js';
import {
  boardConditions,
  directlyAssignable,
  isCarriedOver,
  isOnBoard,
  type BoardFilter,
} from './board-filter.js';
import { BoardOrder } from './board-order.js';
import type { BoardAnswer, BoardCard, BoardQuery } from './dispatch-board.dto.js';
import { arrangeCards, findCards, type BoardRequest, type LaneRows } from './find-cards.js';

/** What is to be done, and by whom, lane by lane. */
@Injectable()
export class DispatchBoard {
  private readonly direct: readonly string[];

  constructor(
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(WORKFLOWS) workflows: Workflows,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.direct = directlyAssignable(workflows);
  }

  async read(query: BoardQuery, caller: Caller): Promise<BoardAnswer> {
    const { lane, limit = PAGE_LIMIT_DEFAULT, cursor, minPosition } = query;
    if (cursor !== undefined && lane === undefined) {
      throw invalidQuery('/lane', 'must be given with a cursor');
    }
    const moment = momentOf(query, this.clock);
    const { carryOver = false, sort = 'urgency' } = query;
    const filter = filterOf(query, caller);
    const list = `board ${JSON.stringify([lane, filter, carryOver, moment, sort])}`;
    const order = new BoardOrder(sort, list);
    const begin = cursor === undefined ? undefined : order.placeOf(cursor);
    const now = moment?.asOf ?? this.clock.now();
    const today = begin?.today ?? dayStart(now, this.settings.timeZone);
    const request: BoardRequest = {
      filter: carryOver ? { ...filter, carriedOverFrom: today } : filter,
      lanes: lane === undefined ? LANES : [lane],
      limit,
      after: begin?.after,
      direct: this.direct,
      order,
      today,
    };
    const currency = { minPosition, moment };
    const { position, value } = await this.readModels.read(
      [dispatchBoardProjection],
      currency,
      (client) => (moment ? this.boardThen(client, request, moment) : findCards(client, request)),
    );
    const lanes = value.map(({ rows, ...rest }) => ({
      ...rest,
      items: rows.map((row) => cardOf(row, rest.lane, today, now)),
    }));
    return readAnswer({ position, count: lanes.reduce((sum, { count }) => sum + count, 0), lanes });
  }

  private async boardThen(
    client: Queryable,
    request: BoardRequest,
    moment: Moment,
  ): Promise<LaneRows[]> {
    const { filter } = request;
    const rows = await rowsThen(client, this.store, dispatchBoardProjection, moment, {
      conditions: (bind) => boardConditions(filter, bind),
      passes: (row) => isOnBoard(filter, row),
    });
    return arrangeCards(rows, request);
  }
}

const cardOf = (row: DispatchBoardRow, lane: Lane, today: string, now: Instant): BoardCard => ({
  ...shownWithDue(row, now),
  lane,
  carriedOver: isCarriedOver(row, today),
});

const filterOf = (query: BoardQuery, caller: Caller): BoardFilter =>
  withoutUndefined({
    technicianId: query.technician,
    customerId: query.customer,
    team: query.team,
    region: query.region,
    category: query.category,
    priority: query.priority,
    ...dueFilterOf(query),
    visibleTo: assignedOnlyTo(caller),
  });
