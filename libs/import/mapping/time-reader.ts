import { DateTime, IANAZone, type Zone } from 'luxon';
import {
  INSTANT_MAX,
  INSTANT_MIN,
  epochMsOf,
  instantOf,
  parseInstant,
  type Instant,
} from '@gongdan/core';

/** What a local time that the clocks showed twice (going back), or never (going forward), means. */
export const AMBIGUOUS_RULES = ['earlier', 'later', 'reject'] as const;
export const NONEXISTENT_RULES = ['later', 'earlier', 'reject'] as const;

export interface TimeFormat {
  /** Tried in this order. Luxon tokens, or one of `SPECIAL_FORMATS`. */
  readonly formats: readonly string[];
  /** IANA name of the zone in which times without an offset are meant. */
  readonly zone: string;
  /** Language of month and day names, e.g. `de`. */
  readonly locale: string;
  readonly ambiguous: (typeof AMBIGUOUS_RULES)[number];
  readonly nonexistent: (typeof NONEXISTENT_RULES)[number];
}

/**
 * Forms that no token describes: ISO 8601 (with an offset, or without one in `zone`), seconds or
 * milliseconds since 1970, and days since 1899-12-30 as spreadsheets count them. Numbers may have decimals,
 * after a point or a comma.
 */
export const SPECIAL_FORMATS = [
  'iso',
  'epoch-seconds',
  'epoch-milliseconds',
  'excel-days',
] as const;

export type ReadTime =
  | { readonly ok: true; readonly instant: Instant }
  | { readonly ok: false; readonly reason: string };

/** Logs repeat their times: parsed ones are kept, up to so many, then all are dropped. */
const KEPT_TIMES_MAX = 20_000;
const DAY_MS = 86_400_000;
const EXCEL_EPOCH_MS = Date.UTC(1899, 11, 30);
const DECIMAL = /^[+-]?\d{1,17}(?:[.,]\d+)?$/;

type TokenParser = ReturnType<typeof DateTime.buildFormatParser>;

/** Reads a log’s times in the forms and the zone of its mapping. */
export class TimeReader {
  private readonly zone: Zone;
  private readonly kept = new Map<string, ReadTime>();
  private readonly parsers: ReadonlyMap<string, TokenParser>;
  /** Offset of each day on which the clocks did not change; reckoning it anew is slow. */
  private readonly offsetMsOfDay = new Map<number, number | 'changes'>();

  constructor(private readonly format: TimeFormat) {
    this.zone = IANAZone.create(format.zone);
    const { locale } = format;
    this.parsers = new Map(
      format.formats
        .filter((tokens) => !isSpecial(tokens))
        .map((tokens) => [tokens, DateTime.buildFormatParser(tokens, { locale })]),
    );
  }

  /** Answers the instant, or why the text is none, in words. */
  read(text: string): ReadTime {
    const known = this.kept.get(text);
    if (known) return known;
    const time = this.parse(text);
    if (this.kept.size >= KEPT_TIMES_MAX) this.kept.clear();
    this.kept.set(text, time);
    return time;
  }

  private parse(text: string): ReadTime {
    for (const format of this.format.formats) {
      const time = this.parseAs(format, text);
      if (time !== undefined) return time;
    }
    return no(`is not a time in the form ${this.format.formats.join(' or ')}`);
  }

  /** Undefined: not in this form. */
  private parseAs(format: string, text: string): ReadTime | undefined {
    switch (format) {
      case 'epoch-seconds':
        return fromNumber(text, (number) => number * 1_000);
      case 'epoch-milliseconds':
        return fromNumber(text, (number) => number);
      case 'excel-days': {
        const localMs = numberOf(text);
        if (localMs === undefined) return undefined;
        return this.inZone(EXCEL_EPOCH_MS + Math.round(localMs * DAY_MS));
      }
      case 'iso': {
        const instant = parseInstant(text);
        if (instant !== undefined) return { ok: true, instant };
        return this.local(DateTime.fromISO(text, { zone: 'utc' }));
      }
      default:
        return this.fromTokens(format, text);
    }
  }

  private fromTokens(format: string, text: string): ReadTime | undefined {
    const parser = this.parsers.get(format);
    if (parser === undefined) return undefined;
    const { locale } = this.format;
    const parsed = DateTime.fromFormatParser(text, parser, { zone: 'utc', locale });
    if (!parsed.isValid) return undefined;
    return saysOffset(format) ? within(parsed.toMillis()) : this.local(parsed);
  }

  /** `parsed`: the clock’s reading, taken as if it were UTC. */
  private local(parsed: DateTime): ReadTime | undefined {
    return parsed.isValid ? this.inZone(parsed.toMillis()) : undefined;
  }

  /**
   * Which instant had this reading on the clocks of the zone: tries the offsets valid a day before and a
   * day after. None fits: the clocks jumped over it. Two fit: they showed it twice.
   */
  private inZone(localMs: number): ReadTime {
    const offsetsMs = [-DAY_MS, DAY_MS].map((awayMs) => this.offsetMsAt(localMs + awayMs));
    const [before = 0, after = 0] = offsetsMs;
    const fitting = [...new Set(offsetsMs)]
      .filter((offsetMs) => this.offsetMsAt(localMs - offsetMs) === offsetMs)
      .map((offsetMs) => localMs - offsetMs)
      .sort((a, b) => a - b);
    const [first, second] = fitting;
    if (first === undefined) {
      const rule = this.format.nonexistent;
      if (rule === 'reject') return no(`did not exist in ${this.format.zone}: clocks went forward`);
      return within(localMs - (rule === 'later' ? before : after));
    }
    if (second === undefined) return within(first);
    const rule = this.format.ambiguous;
    if (rule === 'reject') return no(`came twice in ${this.format.zone}: clocks went back`);
    return within(rule === 'earlier' ? first : second);
  }

  private offsetMsAt(epochMs: number): number {
    const day = Math.floor(epochMs / DAY_MS);
    let known = this.offsetMsOfDay.get(day);
    if (known === undefined) {
      const [start, end] = [day, day + 1].map((at) => this.zone.offset(at * DAY_MS) * 60_000);
      known = start === end && start !== undefined ? start : 'changes';
      if (this.offsetMsOfDay.size >= KEPT_TIMES_MAX) this.offsetMsOfDay.clear();
      this.offsetMsOfDay.set(day, known);
    }
    return known === 'changes' ? this.zone.offset(epochMs) * 60_000 : known;
  }
}

/** Every letter that is a token to luxon; any other one would stand for itself. */
const TOKEN_LETTERS = 'GyMLdoHhmsSuvaEcikWDtTFfZzq';

/** Why a format is of no use, in words; undefined: it is fine. */
export function formatProblem(format: string): string | undefined {
  if (isSpecial(format)) return undefined;
  const tokens = withoutLiterals(format);
  const stranger = /[A-Za-z]/g;
  for (const [letter] of tokens.matchAll(stranger)) {
    if (!TOKEN_LETTERS.includes(letter)) {
      const meant = letter === 'Y' ? ' (a year is yyyy)' : '';
      return `'${letter}' is no token${meant}; write words between single quotes`;
    }
  }
  if (!/[ykDfF]/.test(tokens)) return 'has no year (yyyy or yy)';
  if (!/[MLoWDfF]/.test(tokens)) return 'has no month (M or MM; m is the minute)';
  if (!/[doEcDfF]/.test(tokens)) return 'has no day (d or dd)';
  return undefined;
}

/** Whether it needs a zone: its times do not, or need not, say an offset. */
export const isLocal = (format: string): boolean =>
  isSpecial(format) ? !format.startsWith('epoch-') : !saysOffset(format);

const isSpecial = (format: string): boolean =>
  (SPECIAL_FORMATS as readonly string[]).includes(format);

const withoutLiterals = (format: string): string => format.replaceAll(/'[^']*'/g, '');

const saysOffset = (format: string): boolean => /[Zz]/.test(withoutLiterals(format));

const numberOf = (text: string): number | undefined =>
  DECIMAL.test(text) ? Number(text.replace(',', '.')) : undefined;

function fromNumber(text: string, toEpochMs: (number: number) => number): ReadTime | undefined {
  const number = numberOf(text);
  return number === undefined ? undefined : within(Math.round(toEpochMs(number)));
}

const MIN_MS = epochMsOf(INSTANT_MIN);
const MAX_MS = epochMsOf(INSTANT_MAX);

const within = (epochMs: number): ReadTime =>
  epochMs >= MIN_MS && epochMs <= MAX_MS
    ? { ok: true, instant: instantOf(epochMs) }
    : no('is outside the years 1 to 9999');

const no = (reason: string): ReadTime => ({ ok: false, reason });
