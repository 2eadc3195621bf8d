import { instantOf } from '@gongdan/core';
import { metricsOf, type Family, type Metric, type Share } from '../../metrics/definitions.js';
import { dimension } from '../../metrics/dimensions.js';
import type { Period } from '../../metrics/periods.js';
import { NONE } from '../list-clocks/clock-filter.js';
import type { TicketFilterParts } from '../list-sla-tickets/ticket-filter.js';
import type { CountedGroup, MetricsQuestion } from './counted-group.js';

const DAY_MS = 86_400_000;
const WAITING = ['open', 'active', 'paused'];

/** Which tickets a part of a family’s figures is of. */
export function ticketsBehind(
  { reopened, fixedFirstTime, carriedOverReason, ageDays }: Share,
  span: Pick<Period, 'from' | 'to' | 'fromDay' | 'toDay'> | undefined,
  { family, at }: Pick<MetricsQuestion, 'family' | 'at'>,
): TicketFilterParts {
  const ago = (days: number): string => instantOf(Date.parse(at) - days * DAY_MS);
  const [from = 0, to = null] = ageDays ?? [];
  return {
    ...(family === 'backlog' ? { stateClass: WAITING } : {}),
    ...(span ? spanOf(family, span) : {}),
    ...(reopened === undefined ? {} : { reopened }),
    ...(fixedFirstTime === undefined ? {} : { fixedFirstTime }),
    ...(carriedOverReason === undefined ? {} : { carriedOverReason }),
    ...(from === 0 ? {} : { registeredTo: ago(from) }),
    ...(to === null ? {} : { registeredFrom: ago(to) }),
  };
}

const spanOf = (
  family: Family,
  { from, to, fromDay, toDay }: Pick<Period, 'from' | 'to' | 'fromDay' | 'toDay'>,
): TicketFilterParts =>
  family === 'carry-over'
    ? { carriedOverFrom: fromDay, carriedOverTo: toDay }
    : { resolvedFrom: from, resolvedTo: to };

/** The query of the list that shows what a figure of a group is made of. */
export function whatsBehind(
  metric: Metric,
  group: CountedGroup,
  question: MetricsQuestion,
): string {
  const { filters, family } = question;
  const picks = picksOf(metric);
  const isOfClocks = family === 'attainment' || family === 'standing';
  const { period } = group;
  const own = isOfClocks
    ? { state: picks.states, ...(period ? { dueFrom: period.from, dueTo: period.to } : {}) }
    : ticketsBehind(picks, period, question);
  const values = Object.entries(group.values).map(([id, value]) => [
    dimension(id as Parameters<typeof dimension>[0]).parameter,
    value ?? NONE,
  ]);
  const all = { ...filters, ...own, ...Object.fromEntries(values) } as Record<string, unknown>;
  const pairs = Object.entries(all).map(
    ([name, value]) => [name, String(value)] as [string, string],
  );
  const path = isOfClocks ? '/sla/clocks' : '/sla/tickets';
  return `${path}?${new URLSearchParams(pairs).toString()}`;
}

/** Behind a share lies what it is divided by. */
function picksOf({ ratio, picks, family }: Metric): Share {
  if (ratio === undefined) return picks ?? {};
  return metricsOf(family).find(({ id }) => id === ratio[1])?.picks ?? {};
}
