import type { ClockItem } from '../queries/list-clocks/list-clocks.dto.js';
import { hoursOf, tableOf, type ColumnOf, type Table } from './table.js';

const INSTANT_WIDTH = 25;
const ID_WIDTH = 38;
const NUMBER_WIDTH = 20;

/** Times by the wall clock that a broken one has been over. */
const overdueMs = ({ breachedAt, endedAt }: ClockItem, at: string): number | null =>
  breachedAt === null ? null : Date.parse(endedAt ?? at) - Date.parse(breachedAt);

export const clockTable = (name: string, items: readonly ClockItem[], at: string): Table => {
  const columns: readonly ColumnOf<ClockItem>[] = [
    ['subject', (item) => item.subjectId, ID_WIDTH],
    ['kind', (item) => item.subjectKind],
    ['number', (item) => item.ticketNumber, NUMBER_WIDTH],
    ['clock', (item) => item.clock],
    ['cycle', (item) => item.cycle],
    ['state', (item) => item.state],
    ['category', (item) => item.category],
    ['priority', (item) => item.priority],
    ['tier', (item) => item.tier],
    ['region', (item) => item.region],
    ['team', (item) => item.team],
    ['technician', (item) => item.technicianId, ID_WIDTH],
    ['customer', (item) => item.customerId, ID_WIDTH],
    ['started', (item) => item.startedAt, INSTANT_WIDTH],
    ['due', (item) => item.dueAt, INSTANT_WIDTH],
    ['warned', (item) => item.warnedAt, INSTANT_WIDTH],
    ['escalated', (item) => item.rung],
    ['breached', (item) => item.breachedAt, INSTANT_WIDTH],
    ['ended', (item) => item.endedAt, INSTANT_WIDTH],
    ['time left in hours of business (ISO 8601)', (item) => item.remaining],
    ['time left in hours of business', (item) => hoursOf(item.remainingMs)],
    ['hours over by the wall clock', (item) => hoursOf(overdueMs(item, at))],
    ['policy', (item) => `${item.policyId} ${item.policyVersion}`],
    ['calendar', (item) => `${item.calendarId} ${item.calendarVersion}`],
  ];
  return tableOf(name, columns, items);
};
