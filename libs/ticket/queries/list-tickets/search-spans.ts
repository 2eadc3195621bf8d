import { dayWord, monthWord } from '../../projections/index.js';

/** A half-open span of time, and the words of which every ticket registered in it has one. */
export interface SearchSpan {
  readonly from: string;
  readonly to: string;
  /** Undefined: too many to name; the span is bounded by time alone. */
  readonly words?: readonly string[];
}

const DAY_MS = 86_400_000;
/** How many days the first span covers, and how much wider each next one is. */
const GROWTH = 3;
const DAYS_MAX = 27;
const MONTHS_MAX = 81;

const instantOfMs = (epochMs: number): string => new Date(epochMs).toISOString();
const dayStart = (epochMs: number): number => Math.floor(epochMs / DAY_MS) * DAY_MS;

/** The first moment of the month that is `months` away from the one of this moment. */
function monthStart(epochMs: number, months: number): number {
  const date = new Date(dayStart(epochMs));
  return date.setUTCMonth(date.getUTCMonth() + months, 1); // Date.UTC reads the year 99 as 1999
}

/**
 * Spans that cover [oldest, newest] from its newest end (`descending`) or its oldest: 1, 3, 9, 27 days,
 * then 3, 9, 27, 81 months, then the rest. They touch without overlapping, in the order of the walk.
 */
export function* searchSpans(
  oldest: string,
  newest: string,
  descending: boolean,
): Generator<SearchSpan> {
  const first = dayStart(Date.parse(oldest));
  const last = dayStart(Date.parse(newest)) + DAY_MS;
  let edge = descending ? last : first;
  const direction = descending ? -1 : 1;
  const isLeft = (): boolean => (descending ? edge > first : edge < last);
  const clamped = (next: number): number => Math.min(last, Math.max(first, next));
  const spanTo = (next: number, words?: readonly string[]): SearchSpan => {
    const [from, to] = descending ? [next, edge] : [edge, next];
    edge = next;
    return { from: instantOfMs(from), to: instantOfMs(to), ...(words ? { words } : {}) };
  };
  for (let days = 1; days <= DAYS_MAX && isLeft(); days *= GROWTH) {
    const next = clamped(edge + direction * days * DAY_MS);
    yield spanTo(next, daysBetween(edge, next));
  }
  for (let months = GROWTH; months <= MONTHS_MAX && isLeft(); months *= GROWTH) {
    const next = clamped(descending ? monthStart(edge - 1, 1 - months) : monthStart(edge, months));
    yield spanTo(next, monthsBetween(edge, next));
  }
  if (isLeft()) yield spanTo(descending ? first : last);
}

function daysBetween(one: number, other: number): string[] {
  const words: string[] = [];
  const end = Math.max(one, other);
  for (let day = Math.min(one, other); day < end; day += DAY_MS) {
    words.push(dayWord(instantOfMs(day)));
  }
  return words;
}

function monthsBetween(one: number, other: number): string[] {
  const words: string[] = [];
  const end = Math.max(one, other);
  for (let month = Math.min(one, other); month < end; month = monthStart(month, 1)) {
    words.push(monthWord(instantOfMs(month)));
  }
  return words;
}
