import { Inject, Injectable } from '@nestjs/common';
import { daySpans, localDay, type Caller } from '@gongdan/contracts';
import { GongdanError, type Clock, type Instant } from '@gongdan/core';
import type { EventStore } from '@gongdan/event-store';
import {
  CLOCK,
  EVENT_STORE,
  type Moment,
  PAGE_LIMIT_DEFAULT,
  SETTINGS,
  type Settings,
  assignedOnlyTo,
  checkedZone,
  decodeCursor,
  encodeCursor,
  momentOf,
  readAnswer,
} from '@gongdan/platform';
import {
  technicianLoadProjection,
  technicianWorkProjection,
  type LoadPhase,
  type TechnicianLoadRow,
} from '../../projections/index.js';
import { ReadModels } from '../shared/read-models.js';
import { countLoads, nothing, type Load } from './count-load.js';
import { loadPage, loadRows, workWithin, type LoadQuestion } from './find-load.js';
import {
  LOAD_DAYS_DEFAULT,
  type LoadOverview,
  type LoadQuery,
  type LoadTicket,
  type LoadTicketsPage,
  type LoadTicketsQuery,
  type TechnicianLoadAnswer,
} from './technician-load.dto.js';

const TABLES = [technicianLoadProjection, technicianWorkProjection];

/** What technicians have in hand and did. Everybody who is asked about has a load, be it none. */
@Injectable()
export class TechnicianLoad {
  constructor(
    private readonly readModels: ReadModels,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async overview(query: LoadQuery, caller: Caller): Promise<LoadOverview> {
    const own = assignedOnlyTo(caller);
    const { position, items } = await this.loads(query, own === null ? '' : own);
    return readAnswer({ position, items });
  }

  /** Throws `TECHNICIAN.NOT_FOUND` where a technician asks about another one. */
  async one(technicianId: string, query: LoadQuery, caller: Caller): Promise<TechnicianLoadAnswer> {
    requireOwn(technicianId, caller);
    const { position, items, question } = await this.loads(query, technicianId);
    const found = items.find((item) => item.technicianId === technicianId);
    return readAnswer({ position, ...(found ?? nothing(technicianId, question.days)) });
  }

  /** The tickets behind the counts of `one`. */
  async tickets(
    technicianId: string,
    query: LoadTicketsQuery,
    caller: Caller,
  ): Promise<LoadTicketsPage> {
    requireOwn(technicianId, caller);
    const { phase, limit = PAGE_LIMIT_DEFAULT, cursor, minPosition } = query;
    const { zone, from, days } = query;
    const moment = momentOf(query, this.clock);
    const list = `load ${JSON.stringify([technicianId, phase, zone, from, days, moment])}`;
    const [after, begun] =
      cursor === undefined ? [''] : (decodeCursor(cursor, list, ['text', 'timestamptz']) as Key);
    // The next page is of the first one's days, also after midnight.
    const question = this.questionOf(query, technicianId, moment, begun);
    const { position, value } = await this.readModels.read(
      TABLES,
      { minPosition, moment },
      (client) => loadPage(client, this.store, question, moment, { phase, after, limit }),
    );
    const { rows, hasMore, total } = value;
    const last = hasMore ? rows.at(-1) : undefined;
    return readAnswer({
      position,
      items: rows.map(ticketOf),
      nextCursor: last ? encodeCursor(list, [last.id, beginOf(question)]) : null,
      total,
    });
  }

  private async loads(query: LoadQuery, technicianId: string | undefined) {
    const moment = momentOf(query, this.clock);
    const question = this.questionOf(query, technicianId, moment);
    const currency = { minPosition: query.minPosition, moment };
    const { position, value } = await this.readModels.read(TABLES, currency, async (client) => ({
      rows: await loadRows(client, this.store, question, moment),
      work: await workWithin(client, question, moment),
    }));
    const loads = countLoads(value.rows, value.work, question.days);
    const items: readonly Load[] =
      technicianId === undefined
        ? loads
        : loads.filter((load) => load.technicianId === technicianId);
    return { position, items, question };
  }

  private questionOf(
    query: LoadQuery | LoadTicketsQuery,
    technicianId: string | undefined,
    moment: Moment | undefined,
    /** When the first day begins, where a page before says so. */
    begun?: Instant,
  ): LoadQuestion {
    const zone = checkedZone(query.zone, this.settings.timeZone);
    const from = query.from ?? localDay(begun ?? moment?.asOf ?? this.clock.now(), zone);
    return { technicianId, days: daySpans(from, query.days ?? LOAD_DAYS_DEFAULT, zone) };
  }
}

/** Of a cursor: where the page ended, and when the first day begins. */
type Key = readonly [id: string, begun?: Instant];

const beginOf = ({ days }: LoadQuestion): string => days[0]?.from ?? '';

function requireOwn(technicianId: string, caller: Caller): void {
  const own = assignedOnlyTo(caller);
  if (own === undefined || own === technicianId) return;
  throw new GongdanError({
    code: 'TECHNICIAN.NOT_FOUND',
    category: 'not-found',
    message: 'There is no such technician.',
  });
}

const ticketOf = (row: TechnicianLoadRow): LoadTicket => ({
  id: row.id,
  number: row.number,
  title: row.title,
  customerId: row.customer_id,
  state: row.state,
  phase: row.phase as LoadPhase,
  people: row.people,
  appointmentFrom: row.appointment_from,
  appointmentTo: row.appointment_to,
  finishedAt: row.finished_at,
});
