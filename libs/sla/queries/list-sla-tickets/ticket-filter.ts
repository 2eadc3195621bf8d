import { withoutUndefined } from '@gongdan/core';
import { checkedInstant, Filter } from '@gongdan/platform';
import type { SlaTicketRow } from '../../projections/sla-ticket/sla-ticket.projection.js';
import { NONE } from '../list-clocks/clock-filter.js';

/** Each a list of values of one column. */
export const TICKET_LISTS = {
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
  return sql;
}
