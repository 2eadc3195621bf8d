import { dayWord, monthWord } from '../../projections/index.js';

/** A half-open span of time, and the words of which every ticket registered in it has one. */
export interface SearchSpan {
  readonly from: string;
  readonly to: string;
  /** Undefined: too many to name; the span is bounded by time alone. */
  readonly words?: readonly string[];
}

/** What the spans so far have brought. */
export interface Yield {
  readonly found: number;
  readonly wanted: number;
}

const DAY_MS = 86_400_000;
/** How much wider a span is than all before it, where these brought nothing … */
const GROWTH = 3;
/** … and at most, where what they brought says how far it is to the wanted number. */
const GROWTH_MAX = 9;
/** The guess is taken a little wider, so that it seldom falls just short. */
const MARGIN = 1.3;
/** Up to so many days a span is named by its days, then by its months, then not at all. */
const DAYS_MAX = 31;
const MONTHS_MAX = 100;

const instantOfMs = (epochMs: number): string => new Date(epochMs).toISOString();
const dayStart = (epochMs: number): number => Math.floor(epochMs / DAY_MS) * DAY_MS;

/** The first moment of the month that is `months` away from the one of this moment. */
function monthStart(epochMs: number, months: number): number {
  const date = new Date(dayStart(epochMs));
  return date.setUTCMonth(date.getUTCMonth() + months, 1); // Date.UTC reads the year 99 as 1999
}

/**
 * Spans that cover [oldest, newest] from its newest end (`descending`) or its oldest: one day first, then
 * ever wider ones, as wide as what was found so far lets expect. They touch without overlapping.
 */
export class SearchSpans {
  private readonly first: number;
  private readonly last: number;
  private edge: number;

  constructor(
    oldest: string,
    newest: string,
    private readonly descending: boolean,
  ) {
    this.first = dayStart(Date.parse(oldest));
    this.last = dayStart(Date.parse(newest)) + DAY_MS;
    this.edge = descending ? this.last : this.first;
  }

  /** Undefined: everything is covered. */
  next(progress: Yield): SearchSpan | undefined {
    if (this.edge === (this.descending ? this.first : this.last)) return undefined;
    const before = this.edge;
    this.edge = this.clamped(this.farEnd(this.daysFor(progress)));
    const [from, to] = [Math.min(before, this.edge), Math.max(before, this.edge)];
    const words = wordsOf(from, to);
    return { from: instantOfMs(from), to: instantOfMs(to), ...(words ? { words } : {}) };
  }

  private daysFor({ found, wanted }: Yield): number {
    const walked = Math.abs(this.edge - (this.descending ? this.last : this.first)) / DAY_MS;
    if (walked === 0) return 1;
    const growth = found === 0 ? GROWTH : (MARGIN * (wanted - found)) / found;
    return Math.ceil(walked * Math.min(GROWTH_MAX, Math.max(1, growth)));
  }

  /** Wide spans end where a month does, so that the months’ names fit. */
  private farEnd(days: number): number {
    const far = this.edge + (this.descending ? -days : days) * DAY_MS;
    if (days <= DAYS_MAX) return far;
    return monthStart(far, this.descending ? 0 : 1);
  }

  private clamped(epochMs: number): number {
    return Math.min(this.last, Math.max(this.first, epochMs));
  }
}

function wordsOf(from: number, to: number): string[] | undefined {
  const days = (to - from) / DAY_MS;
  if (days <= DAYS_MAX) {
    return Array.from({ length: days }, (_, day) => dayWord(instantOfMs(from + day * DAY_MS)));
  }
  const months: string[] = [];
  for (let month = from; month < to; month = monthStart(month, 1)) {
    months.push(monthWord(instantOfMs(month)));
    if (months.length > MONTHS_MAX) return undefined;
  }
  return months;
}
