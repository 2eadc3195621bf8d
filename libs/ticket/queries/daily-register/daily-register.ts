import { Inject, Injectable } from '@nestjs/common';
import { daySpan, localDay, type DaySpan } from '@gongdan/contracts';
import type { Clock, Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  Filter,
  type Moment,
  PAGE_LIMIT_DEFAULT,
  SETTINGS,
  type Settings,
  checkedZone,
  decodeCursor,
  encodeCursor,
  momentOf,
  readAnswer,
  readRows,
  shown,
} from '@gongdan/platform';
import {
  dailyRegisterProjection,
  MILESTONES,
  type DailyRegisterRow,
} from '../../projections/index.js';
import { rowsThen } from '../shared/open-then.js';
import { ReadModels, type Queryable } from '../shared/read-models.js';
import type { RegisterPage, RegisterQuery, RegisterTotals } from './daily-register.dto.js';

type Key = readonly [registeredAt: string, id: string];

interface Register {
  readonly totals: RegisterTotals;
  /** One more than the page has, where there are more. */
  readonly rows: readonly DailyRegisterRow[];
}

/** The service register (服务登记簿) of one day. */
@Injectable()
export class DailyRegister {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async read(query: RegisterQuery): Promise<RegisterPage> {
    const { limit = PAGE_LIMIT_DEFAULT, cursor, minPosition } = query;
    const moment = momentOf(query, this.clock);
    const zone = checkedZone(query.zone, this.settings.timeZone);
    const list = `register ${JSON.stringify([query.day, zone, moment])}`;
    const after =
      cursor === undefined
        ? undefined
        : (decodeCursor(cursor, list, ['timestamptz', 'text']) as unknown as Key);
    // The next page is of the first one's day, also after midnight.
    const inDay = (after?.[0] as Instant | undefined) ?? moment?.asOf ?? this.clock.now();
    const span = daySpan(query.day ?? localDay(inDay, zone), zone);
    const currency = { minPosition, moment };
    const { position, value } = await this.readModels.read(
      [dailyRegisterProjection],
      currency,
      (client) =>
        moment
          ? this.registerThen(client, span, moment, after)
          : registerNow(client, span, limit, after),
    );
    const page = value.rows.slice(0, limit);
    const last = value.rows.length > limit ? page.at(-1) : undefined;
    return readAnswer({
      position,
      ...span,
      totals: value.totals,
      items: page.map(shown),
      nextCursor: last ? encodeCursor(list, [last.registered_at, last.id]) : null,
    });
  }

  private async registerThen(
    client: Queryable,
    { from, to }: DaySpan,
    moment: Moment,
    after: Key | undefined,
  ): Promise<Register> {
    const rows = await rowsThen(client, this.store, dailyRegisterProjection, moment, {
      lasting: (bind) => [`t.registered_at >= ${bind(from)}`, `t.registered_at < ${bind(to)}`],
      conditions: () => ['true'],
      passes: () => true,
    });
    const sorted = rows.toSorted((one, other) => (isAfter(one, keyOf(other)) ? 1 : -1));
    return { totals: totalsOf(rows), rows: sorted.filter((row) => !after || isAfter(row, after)) };
  }
}

const keyOf = ({ registered_at, id }: DailyRegisterRow): Key => [registered_at, id];

const isAfter = (row: DailyRegisterRow, [at, id]: Key): boolean =>
  row.registered_at === at ? row.id > id : row.registered_at > at;

function totalsOf(rows: readonly DailyRegisterRow[]): RegisterTotals {
  const reached = MILESTONES.map((milestone) => [
    milestone,
    rows.filter((row) => row[`${milestone}_at`] !== null).length,
  ]);
  return { registered: rows.length, ...Object.fromEntries(reached) } as RegisterTotals;
}

async function registerNow(
  client: Queryable,
  { from, to }: DaySpan,
  limit: number,
  after: Key | undefined,
): Promise<Register> {
  const sql = new Filter();
  sql.where(`t.registered_at >= ${sql.bind(from)}`).where(`t.registered_at < ${sql.bind(to)}`);
  const totals = await totalsNow(client, sql);
  const beyond = after
    ? [
        `(t.registered_at, t.id) > (${sql.bind(after[0])}::timestamptz, ${sql.bind(after[1])}::text)`,
      ]
    : [];
  const rows = await readRows(
    client,
    dailyRegisterProjection,
    `${sql.clause(beyond)} ORDER BY t.registered_at, t.id LIMIT ${sql.bind(limit + 1)}`,
    sql.values,
  );
  return { totals, rows };
}

async function totalsNow(client: Queryable, sql: Filter): Promise<RegisterTotals> {
  const counts = MILESTONES.map((milestone) => `count(t.${milestone}_at) AS ${milestone}`);
  const { rows } = await client.query<Record<string, string>>(
    `SELECT count(*) AS registered, ${counts.join(', ')} FROM gongdan.daily_register t ${sql.clause()}`,
    [...sql.values],
  );
  return Object.fromEntries(
    Object.entries(rows[0] ?? {}).map(([name, count]) => [name, Number(count)]),
  ) as unknown as RegisterTotals;
}
