import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import { withoutUndefined, type Clock, type Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  type Moment,
  PAGE_LIMIT_DEFAULT,
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
import { dueFilterOf } from '../shared/due-filter.js';
import { rowsThen } from '../shared/open-then.js';
import { ReadModels, type Queryable } from '../shared/read-models.js';
import { shownWithDue } from '../shared/shown-with-due.js';
import {
  boardConditions,
  directlyAssignable,
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
    const { sort = 'urgency' } = query;
    const filter = filterOf(query, caller);
    const list = `board ${JSON.stringify([lane, filter, moment, sort])}`;
    const order = new BoardOrder(sort, list);
    const now = moment?.asOf ?? this.clock.now();
    const request: BoardRequest = {
      filter,
      lanes: lane === undefined ? LANES : [lane],
      limit,
      after: cursor === undefined ? undefined : order.placeOf(cursor),
      direct: this.direct,
      order,
    };
    const currency = { minPosition, moment };
    const { position, value } = await this.readModels.read(
      [dispatchBoardProjection],
      currency,
      (client) => (moment ? this.boardThen(client, request, moment) : findCards(client, request)),
    );
    const lanes = value.map(({ rows, ...rest }) => ({
      ...rest,
      items: rows.map((row) => cardOf(row, rest.lane, now)),
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

const cardOf = (row: DispatchBoardRow, lane: Lane, now: Instant): BoardCard => ({
  ...shownWithDue(row, now),
  lane,
  carriedOver: row.carried_over_on !== null,
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
    carriedOver: query.carriedOver,
    visibleTo: assignedOnlyTo(caller),
  });
