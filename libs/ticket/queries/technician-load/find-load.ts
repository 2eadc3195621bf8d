import type { DaySpan } from '@gongdan/contracts';
import type { EventStore } from '@gongdan/event-store';
import { countRows, Filter, type Moment, readRows } from '@gongdan/platform';
import {
  technicianLoadProjection,
  technicianWorkProjection,
  type LoadPhase,
  type TechnicianLoadRow,
} from '../../projections/index.js';
import type { Bind } from '../list-tickets/ticket-filter.js';
import { rowsThen } from '../shared/open-then.js';
import type { Queryable } from '../shared/read-models.js';
import type { Work } from './count-load.js';

export interface LoadQuestion {
  /** Undefined: everybody. */
  readonly technicianId?: string | undefined;
  /** At least one, without gaps. */
  readonly days: readonly DaySpan[];
}

const spanOf = ({ days }: LoadQuestion): { from: string; to: string } => ({
  from: days[0]?.from ?? '',
  to: days.at(-1)?.to ?? '',
});

/** In hand, or finished within the days. Alias `t`. */
function loadConditions(question: LoadQuestion, bind: Bind): string[] {
  const { from, to } = spanOf(question);
  const { technicianId } = question;
  const finished = `t.phase = 'finished' AND t.finished_at >= ${bind(from)} AND t.finished_at < ${bind(to)}`;
  return [
    `t.phase <> 'finished' OR (${finished})`,
    ...(technicianId === undefined ? [] : [`t.people @> ARRAY[${bind(technicianId)}::text]`]),
  ];
}

/** What `loadConditions` says in SQL, said of a row in memory. */
function counts(question: LoadQuestion, row: TechnicianLoadRow): boolean {
  const { technicianId } = question;
  if (technicianId !== undefined && !row.people.includes(technicianId)) return false;
  if (row.phase !== 'finished') return row.phase !== null;
  const { from, to } = spanOf(question);
  return row.finished_at !== null && row.finished_at >= from && row.finished_at < to;
}

/** The tickets that count. */
export async function loadRows(
  client: Queryable,
  store: Pick<EventStore, 'readStream'>,
  question: LoadQuestion,
  moment: Moment | undefined,
): Promise<readonly TechnicianLoadRow[]> {
  if (moment) {
    return rowsThen(client, store, technicianLoadProjection, moment, {
      conditions: (bind) => loadConditions(question, bind),
      passes: (row) => counts(question, row),
    });
  }
  const sql = new Filter();
  const where = sql.clause(loadConditions(question, (value) => sql.bind(value)));
  return readRows(client, technicianLoadProjection, where, sql.values);
}

interface LoadPageRequest {
  readonly phase: LoadPhase | undefined;
  /** Id that the page before ended with; empty: none. */
  readonly after: string;
  readonly limit: number;
}

interface LoadPage {
  /** By id. */
  readonly rows: readonly TechnicianLoadRow[];
  readonly hasMore: boolean;
  /** Of all pages. */
  readonly total: number;
}

/** Some of the tickets that count, and how many there are. An earlier moment has to be folded as a whole. */
export async function loadPage(
  client: Queryable,
  store: Pick<EventStore, 'readStream'>,
  question: LoadQuestion,
  moment: Moment | undefined,
  { phase, after, limit }: LoadPageRequest,
): Promise<LoadPage> {
  if (moment) {
    const all = (await loadRows(client, store, question, moment))
      .filter((row) => phase === undefined || row.phase === phase)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const left = all.filter(({ id }) => id > after);
    return { rows: left.slice(0, limit), hasMore: left.length > limit, total: all.length };
  }
  const sql = new Filter().is('phase', phase);
  for (const condition of loadConditions(question, (value) => sql.bind(value)))
    sql.where(condition);
  const total = await countRows(client, technicianLoadProjection, sql);
  const beyond = `t.id > ${sql.bind(after)}`;
  const rows = await readRows(
    client,
    technicianLoadProjection,
    `${sql.clause([beyond])} ORDER BY t.id LIMIT ${limit + 1}`,
    sql.values,
  );
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit, total };
}

/** The reports of work done within the days, and known at the moment. */
export async function workWithin(
  client: Queryable,
  question: LoadQuestion,
  moment: Moment | undefined,
): Promise<readonly Work[]> {
  const { from, to } = spanOf(question);
  const sql = new Filter().is('technician_id', question.technicianId);
  const conditions = [`t.occurred_at >= ${sql.bind(from)}`, `t.occurred_at < ${sql.bind(to)}`];
  if (moment) {
    const column = moment.basis === 'occurred' ? 'occurred_at' : 'recorded_at';
    conditions.push(`t.${column} <= ${sql.bind(moment.asOf)}`);
  }
  return readRows(client, technicianWorkProjection, sql.clause(conditions), sql.values);
}
