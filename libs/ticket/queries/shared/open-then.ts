import { GongdanError } from '@gongdan/core';
import { Filter, type Moment, readRows } from '@gongdan/platform';
import type { Projection, Row } from '@gongdan/projections';
import type { RowAge } from '../../projections/index.js';
import type { Bind } from '../list-tickets/ticket-filter.js';
import { isWhollyAsThen, rowsAsOf, type StreamReader } from './fold-as-of.js';
import { ageColumn, birthColumn, clocksAgeColumn } from './moment.js';
import type { Queryable } from './read-models.js';

/** Most tickets that one question about an earlier moment folds anew: about half a minute’s work. */
export const FOLDED_MAX = 50_000;
/** Most tickets that one question about an earlier moment holds in memory: some hundred megabytes. */
export const KEPT_MAX = 250_000;
const ROWS_AT_ONCE = 1_000;

type TicketRow = Row & RowAge & { readonly id: string };

/**
 * Rows of a projection (keyed by ticket) as they were at a moment, of those that passed `passes` then.
 * Looked at are the rows that pass now (`conditions`) and all that changed since; of these, only what
 * passed is kept, so that memory is bounded by the answer. Throws `READ.TOO_MANY_CHANGES` and
 * `READ.TOO_MANY_TICKETS` (rejected).
 */
export async function rowsThen<R extends TicketRow>(
  client: Queryable,
  store: StreamReader,
  projection: Projection<R>,
  moment: Moment,
  question: {
    /** What passes now, in SQL on alias `t`; must say what `passes` says. */
    readonly conditions: (bind: Bind) => readonly string[];
    readonly passes: (row: R) => boolean;
    /** Conditions that never change for a ticket. */
    readonly lasting?: (bind: Bind) => readonly string[];
  },
): Promise<R[]> {
  const kept: R[] = [];
  let folded = 0;
  let after = '';
  for (;;) {
    const sql = new Filter();
    const bind: Bind = (value) => sql.bind(value);
    const now = question.conditions(bind).map((condition) => `(${condition})`);
    const asked = bind(moment.asOf);
    const changed = [
      `t.${ageColumn(moment)} > ${asked}`,
      ...('sla_clocks' in projection.columns ? [`t.${clocksAgeColumn(moment)} > ${asked}`] : []),
    ];
    const rows = await readRows(
      client,
      projection,
      `${sql.clause([
        `t.${birthColumn(moment)} <= ${asked}`,
        `t.id > ${bind(after)}`,
        ...(question.lasting?.(bind) ?? []),
        `${changed.join(' OR ')} OR (${now.join(' AND ')})`,
      ])} ORDER BY t.id LIMIT ${ROWS_AT_ONCE}`,
      sql.values,
    );
    folded += rows.filter((row) => !isWhollyAsThen(row, moment)).length;
    if (folded > FOLDED_MAX) throw tooManyChanges(moment);
    const then = await rowsAsOf(store, projection, rows, moment);
    kept.push(...then.filter((row): row is R => row !== undefined && question.passes(row)));
    if (kept.length > KEPT_MAX) throw tooManyTickets(moment);
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return kept;
    after = last.id;
  }
}

const tooManyChanges = ({ asOf }: Moment): GongdanError =>
  new GongdanError({
    code: 'READ.TOO_MANY_CHANGES',
    category: 'rejected',
    message: `More than ${FOLDED_MAX} tickets changed since ${asOf}: too many to fold for one answer.`,
    hint: 'Ask for a later moment, or page through GET /tickets?asOf=, which has no such limit.',
  });

const tooManyTickets = ({ asOf }: Moment): GongdanError =>
  new GongdanError({
    code: 'READ.TOO_MANY_TICKETS',
    category: 'rejected',
    message: `More than ${KEPT_MAX} tickets count as of ${asOf}: too many for one answer.`,
    hint: 'Narrow the question down, or page through GET /tickets?asOf=, which has no such limit.',
  });
