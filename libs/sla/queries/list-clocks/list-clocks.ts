import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@gongdan/contracts';
import { epochMsOf, type Clock } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  earlierReads,
  EVENT_STORE,
  FreshReads,
  invalidQuery,
  momentOf,
  PAGE_LIMIT_DEFAULT,
  PROJECTION_RUNNER,
  readAnswer,
  type ListCount,
  type Moment,
  type PageAnswer,
} from '@gongdan/platform';
import type { ProjectionRunner, ReadAt } from '@gongdan/projections';
import type { PolicyBook } from '../../domain/index.js';
import { EXPORT_ROWS_MAX, tooManyRows } from '../../exports/formats.js';
import { slaProjections } from '../../projections/index.js';
import {
  type ClockState,
  OPEN_STATES,
  type SlaClockRow,
} from '../../projections/sla-clock/sla-clock.projection.js';
import { POLICY_BOOK } from '../../sla.tokens.js';
import { clockFilterOf, type ClockFilter } from './clock-filter.js';
import { clockItem } from './clock-item.js';
import { CLOCK_VIEWS, type ClockViewName } from './clock-views.js';
import { clocksAsOf } from './clocks-as-of.js';
import {
  countClocks,
  findClocks,
  listName,
  pageInHand,
  type ClockOrder,
  type ClockPage,
  type Queryable,
} from './find-clocks.js';
import type {
  ClockFilterQuery,
  ClockItem,
  ListClocksQuery,
  ListClockViewQuery,
} from './list-clocks.dto.js';
import { ticketNumbers } from './ticket-numbers.js';

/** Most questions about an earlier moment that hold a connection and its snapshot at the same time. */
const EARLIER_READS_AT_ONCE_MAX = 2;
const NAMES = slaProjections.map(({ name }) => name);

interface Question {
  readonly filter: ClockFilter;
  readonly moment: Moment | undefined;
  readonly minPosition: number | undefined;
}

/** A page, and the numbers of the tickets on it. */
type NumberedPage = ClockPage & { readonly numbers: ReadonlyMap<string, string> };

/** Clocks by any filter, page by page, now or as of an earlier moment; and how many there are. */
@Injectable()
export class ListClocks {
  private readonly turns = earlierReads(EARLIER_READS_AT_ONCE_MAX);

  constructor(
    @Inject(PROJECTION_RUNNER) private readonly projections: Pick<ProjectionRunner, 'readAt'>,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(POLICY_BOOK) private readonly book: PolicyBook,
    private readonly fresh: FreshReads,
  ) {}

  async list(query: ListClocksQuery, caller: Caller): Promise<PageAnswer<ClockItem>> {
    const { limit = PAGE_LIMIT_DEFAULT, order = 'due', cursor } = query;
    const question = this.question(query, caller);
    const { position, value } = await this.page(question, { order, limit, cursor });
    const { nextCursor } = value;
    return readAnswer({ position, items: this.items(value, question), nextCursor });
  }

  async count(query: ClockFilterQuery, caller: Caller): Promise<ListCount> {
    const question = this.question(query, caller);
    const { filter, moment } = question;
    const { position, value } = await this.read(question, async (client) =>
      moment ? (await this.asOf(client, filter, moment)).length : countClocks(client, filter),
    );
    return readAnswer({ position, count: value });
  }

  view(name: ClockViewName, query: ListClockViewQuery, caller: Caller) {
    const { order } = CLOCK_VIEWS[name];
    return this.list({ order, ...withStates(name, query) }, caller);
  }

  /** All rows of a view at once. Throws `SLA.TOO_MANY_ROWS`. */
  async exported(
    name: ClockViewName,
    { limit: _limit, cursor: _cursor, ...query }: ListClockViewQuery,
    caller: Caller,
  ): Promise<ReadAt<readonly ClockItem[]> & { readonly at: string }> {
    const { order } = CLOCK_VIEWS[name];
    const question = this.question(withStates(name, query), caller);
    const request = { order: query.order ?? order, limit: EXPORT_ROWS_MAX };
    const { position, value } = await this.page(question, request);
    if (value.nextCursor !== null) throw tooManyRows();
    const at = question.moment?.asOf ?? this.clock.now();
    return { position, value: this.items(value, question), at };
  }

  private page(
    question: Question,
    request: {
      readonly order: ClockOrder;
      readonly limit: number;
      readonly cursor?: string | undefined;
    },
  ): Promise<ReadAt<NumberedPage>> {
    const { filter, moment } = question;
    return this.read(question, async (client) => {
      const page = moment
        ? pageInHand(
            await this.asOf(client, filter, moment),
            { filter, ...request },
            listName(filter, request.order, moment),
          )
        : await findClocks(client, { filter, ...request });
      return { ...page, numbers: await ticketNumbers(client, page.rows) };
    });
  }

  private asOf(client: Queryable, filter: ClockFilter, moment: Moment): Promise<SlaClockRow[]> {
    const { store, book } = this;
    return clocksAsOf({ client, store, book }, filter, moment);
  }

  /** Questions about an earlier moment take turns: they never hold all connections. */
  private async read<Value>(
    { moment, minPosition }: Question,
    work: (client: Queryable) => Promise<Value>,
  ): Promise<ReadAt<Value>> {
    await this.fresh.reach(NAMES, minPosition);
    const read = () => this.projections.readAt(NAMES, work);
    return moment === undefined ? read() : this.turns.take(read);
  }

  private question(query: ClockFilterQuery, caller: Caller): Question {
    const moment = momentOf(query, this.clock);
    const filter = clockFilterOf(query, caller);
    if (moment && query.state?.some((state) => !OPEN_STATES.includes(state))) {
      throw invalidQuery('/state', `must be of ${OPEN_STATES.join(', ')} where asOf is given`);
    }
    return { filter, moment, minPosition: query.minPosition };
  }

  private items({ rows, numbers }: NumberedPage, { moment }: Question): readonly ClockItem[] {
    const at = epochMsOf(moment?.asOf ?? this.clock.now());
    return rows.map((row) => clockItem(row, numbers.get(row.subject_id) ?? null, this.book, at));
  }
}

/** What had ended is left out of an earlier moment: `breaches` then are those that were still open. */
function withStates<Query extends ListClockViewQuery>(
  name: ClockViewName,
  { format: _format, ...query }: Query,
) {
  const states: readonly ClockState[] = CLOCK_VIEWS[name].states;
  const state = states.filter((each) => query.asOf === undefined || OPEN_STATES.includes(each));
  return { ...query, state };
}
