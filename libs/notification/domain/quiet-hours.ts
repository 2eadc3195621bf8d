import { BusinessCalendar } from '@gongdan/calendar';
import type { NoticeChannel, Priority, Severity } from '@gongdan/contracts';

/** Daily hours in which nothing is sent through some channels. */
export interface QuietRule {
  readonly channels: readonly NoticeChannel[];
  /** Minutes since local midnight; an end before the beginning is on the next day. */
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly timeZone: string;
  /** These are sent all the same. */
  readonly unless: {
    readonly priority: readonly Priority[];
    readonly severity: readonly Severity[];
  };
}

/** What decides whether a rule is for a notice. */
export interface Urgency {
  readonly channel: NoticeChannel;
  readonly priority: Priority | null;
  readonly severity: Severity | null;
}

/** Quiet hours that go on for longer have no end. */
export const QUIET_MS_MAX = 2 * 86_400_000;
const DAY_MINUTES = 1_440;

/** Quiet hours by the wall clocks of their zones, as exact as calendars are. */
export class QuietHours {
  private readonly rules: readonly { readonly rule: QuietRule; readonly loud: BusinessCalendar }[];

  constructor(rules: readonly QuietRule[]) {
    this.rules = rules.map((rule) => ({ rule, loud: loudHoursOf(rule) }));
  }

  /**
   * When the quiet hours end that an instant lies in (epoch milliseconds); null: it lies in none. Where they
   * have no end, the instant QUIET_MS_MAX later.
   */
  endAt(nowMs: number, urgency: Urgency): number | null {
    const loud = this.rules.filter(({ rule }) => holdsFor(rule, urgency)).map((each) => each.loud);
    const latest = nowMs + QUIET_MS_MAX;
    let end = nowMs;
    for (;;) {
      const next = Math.max(end, ...loud.map((hours) => hours.nextOpening(end)));
      if (next === end) return end === nowMs ? null : end;
      if (next >= latest) return latest;
      end = next;
    }
  }
}

const holdsFor = ({ channels, unless }: QuietRule, { channel, priority, severity }: Urgency) =>
  channels.includes(channel) &&
  !(priority !== null && unless.priority.includes(priority)) &&
  !(severity !== null && unless.severity.includes(severity));

/** The other hours of every day, as a calendar. */
function loudHoursOf({ fromMinute, toMinute, timeZone }: QuietRule): BusinessCalendar {
  const end = fromMinute > toMinute ? fromMinute : fromMinute + DAY_MINUTES;
  const window = { fromMinute: toMinute, toMinute: end };
  return new BusinessCalendar({
    id: 'loud-hours',
    version: 1,
    timeZone,
    effectiveFrom: null,
    weekly: Array.from({ length: 7 }, () => [window]),
    dates: new Map(),
  });
}
