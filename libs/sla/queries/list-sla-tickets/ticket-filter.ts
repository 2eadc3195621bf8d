import type { CarryOverReason } from '@gongdan/contracts';
import { withoutUndefined } from '@gongdan/core';
import { checkedInstant, Filter } from '@gongdan/platform';
import type { SlaTicketRow } from '../../projections/sla-ticket/sla-ticket.projection.js';
import { NONE } from '../list-clocks/clock-filter.js';

/** Each a list of values of one column. */
const TICKET_LISTS = {
  stateClass: 'state_class',
  category: 'category',
  priority: 'priority',
  region: 'region',
  team: 'team',
  technicianId: 'technician_id',
  customerId: 'customer_id',
  workflow: 'workflow',
} as const satisfies Readonly<Record<string, keyof SlaTicketRow>>;
export type TicketListName = keyof typeof TICKET_LISTS;

export interface TicketFilterParts extends Partial<Record<TicketListName, readonly string[]>> {
  readonly reopened?: boolean;
  readonly fixedFirstTime?: boolean;
  readonly registeredFrom?: string;
  readonly registeredTo?: string;
  readonly resolvedFrom?: string;
  readonly resolvedTo?: string;
  /** Days. */
  readonly carriedOverFrom?: string;
  readonly carriedOverTo?: string;
  readonly carriedOverReason?: CarryOverReason;
}

const LISTS = Object.entries(TICKET_LISTS) as [TicketListName, keyof SlaTicketRow][];

/** The filter in SQL, on alias `t`. */
export function ticketConditions(given: TicketFilterParts, sql = new Filter()): Filter {
  const filter: TicketFilterParts = withoutUndefined(given);
  for (const [name, column] of LISTS) {
    const values = filter[name];
    if (values === undefined) continue;
    const isNone = values.includes(NONE) ? ` OR t."${column}" IS NULL` : '';
    sql.where(`t."${column}" = ANY(${sql.bind(values.filter((it) => it !== NONE))})${isNone}`);
  }
  const { reopened, fixedFirstTime } = filter;
  if (reopened !== undefined) sql.where(reopened ? 't.reopen_count > 0' : 't.reopen_count = 0');
  if (fixedFirstTime !== undefined) sql.is('fixed_first_time', fixedFirstTime);
  for (const column of ['registered', 'resolved'] as const) {
    const { [`${column}From` as const]: from, [`${column}To` as const]: to } = filter;
    if (from !== undefined) sql.where(`t.${column}_at >= ${sql.bind(checkedInstant(from))}`);
    if (to !== undefined) sql.where(`t.${column}_at < ${sql.bind(checkedInstant(to))}`);
  }
  carriedOver(filter, sql);
  return sql;
}

/** The days on which a ticket was carried over for a reason, or for any, on alias `t`. */
export const carriedOverDays = (reason: CarryOverReason | undefined): string => {
  if (reason === 'not-dispatched') return 't.not_dispatched_on';
  if (reason === 'not-finished') return 't.not_finished_on';
  return '(t.not_dispatched_on || t.not_finished_on)';
};

function carriedOver(filter: TicketFilterParts, sql: Filter): void {
  const { carriedOverFrom: from, carriedOverTo: to, carriedOverReason: reason } = filter;
  if (from === undefined && to === undefined && reason === undefined) return;
  // What the index is asked; the rest is found in the row.
  sql.where(`t.last_carried_over_on >= ${sql.bind(from ?? '')}`);
  const upTo = to === undefined ? '' : ` AND c.day < ${sql.bind(to)}`;
  sql.where(
    `EXISTS (SELECT FROM unnest(${carriedOverDays(reason)}) AS c (day) WHERE c.day >= ${sql.bind(from ?? '')}${upTo})`,
  );
}
