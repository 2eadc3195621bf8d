import { formatBusinessDuration } from '@gongdan/calendar';
import { shown } from '@gongdan/platform';
import type { PolicyBook } from '../../domain/index.js';
import type { SlaClockRow } from '../../projections/sla-clock/sla-clock.projection.js';
import type { ClockItem } from './list-clocks.dto.js';

const RUNNING: readonly string[] = ['open', 'at-risk', 'breached'];

type Beside = 'ticketNumber' | 'countedDueAt' | keyof ReturnType<typeof timeLeft>;

/** A clock as lists show it, with the time it has left at a moment (epoch milliseconds). */
export function clockItem(
  row: SlaClockRow,
  ticketNumber: string | null,
  book: PolicyBook,
  at: number,
): ClockItem {
  const { due_or_last_at: _order, counted_at, ...rest } = row;
  const left = timeLeft(row, book, at);
  return {
    ...(shown(rest) as Omit<ClockItem, Beside>),
    ticketNumber,
    countedDueAt: counted_at,
    ...left,
  };
}

/** Nothing is left to tell of a clock that rests or has ended, nor where its calendar is gone. */
function timeLeft(
  { state, due_at, calendar_id, calendar_version }: SlaClockRow,
  book: PolicyBook,
  at: number,
) {
  const calendar = book.calendars.get(calendar_id, calendar_version);
  const isCounting = RUNNING.includes(state) && due_at !== null;
  if (!isCounting) return { remainingMs: null, remaining: null, remainingSeconds: null };
  const due = Date.parse(due_at);
  const remainingMs = calendar === undefined ? null : calendar.between(at, due);
  return {
    remainingMs,
    remaining: remainingMs === null ? null : formatBusinessDuration(remainingMs),
    remainingSeconds: Math.trunc((due - at) / 1_000),
  };
}
