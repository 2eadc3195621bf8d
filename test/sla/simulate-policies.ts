import type { CalendarParts, WallWindow } from '@gongdan/calendar';
import type { PauseReason } from '@gongdan/contracts';
import type { SeededRandom } from '@gongdan/simulation';
import {
  APPOINTMENT_MODES,
  CHANGE_MODES,
  LATE_REPORT_MODES,
  REOPEN_MODES,
  type ClockDefinition,
  type Condition,
  type Pledge,
  type SlaPolicy,
  type TargetRule,
  type Rung,
  type Warning,
} from '../../libs/sla/domain/sla-policy.js';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const CATEGORIES = ['paid', 'contract', 'free', 'internal'] as const;
export const PRIORITY_NAMES = ['urgent', 'high', 'normal', 'low'] as const;
export const TIERS = ['ordinary', 'gold'] as const;
export const REGIONS = ['urban', 'rural'] as const;
export const REASONS: readonly PauseReason[] = [
  'waiting-for-customer',
  'waiting-for-parts',
  'waiting-for-vendor',
  'other',
];

/** Two quarters with a change of Berlin’s clocks: in March and in October. */
const QUARTERS = ['2026-02-16', '2026-09-14'].map((date) => Date.parse(`${date}T00:00:00Z`));
export const QUARTER_MS = 91 * DAY_MS;

export interface House {
  readonly from: number;
  readonly policies: readonly SlaPolicy[];
  readonly calendars: readonly CalendarParts[];
}

/** Policies and calendars as a house of some sort might have them. */
export function simulateHouse(random: SeededRandom): House {
  const from = random.pick(QUARTERS);
  const calendars = CALENDARS.get(from)!;
  const policies = new PolicyMaker(random, from).all();
  return { from, policies, calendars };
}

const hours = (...pairs: readonly (readonly [number, number])[]): readonly WallWindow[] =>
  pairs.map(([start, end]) => ({ fromMinute: start * 60, toMinute: end * 60 }));

/** The windows of weekdays, of Saturday and of Sunday. */
const week = (
  workday: readonly WallWindow[],
  saturday: readonly WallWindow[] = [],
  sunday: readonly WallWindow[] = [],
) => [...Array.from({ length: 5 }, () => workday), saturday, sunday];

function calendarsOf(from: number): readonly CalendarParts[] {
  const day = from / DAY_MS;
  const dates = new Map([
    [Date.parse('2026-04-03') / DAY_MS, []],
    [Date.parse('2026-04-06') / DAY_MS, []],
    [Date.parse('2026-10-03') / DAY_MS, hours([9, 12])],
    [day + 17, []],
    [day + 18, []],
    [day + 26, hours([10, 13.25])],
  ]);
  const common = { version: 1, effectiveFrom: null, dates };
  const berlin = { ...common, id: 'berlin', timeZone: 'Europe/Berlin' };
  const later = { version: 2, effectiveFrom: from + 40 * DAY_MS };
  const [always, night] = [hours([0, 24]), hours([22, 30])];
  return [
    { ...common, id: 'plain', timeZone: 'UTC', weekly: week(hours([9, 17])) },
    { ...berlin, weekly: week(hours([8, 12], [13.5, 18])) },
    { ...berlin, ...later, weekly: week(hours([7, 19]), hours([9, 14])) },
    { ...berlin, id: 'always', weekly: week(always, always, always), dates: new Map() },
    { ...berlin, id: 'night', weekly: week(night, night, night) },
    { ...common, id: 'shanghai', timeZone: 'Asia/Shanghai', weekly: week(hours([8.5, 17.5])) },
  ];
}

/** The same ones for every house of a quarter: what days look like is then computed once. */
const CALENDARS = new Map(QUARTERS.map((from) => [from, calendarsOf(from)]));
const CALENDAR_IDS = ['plain', 'berlin', 'berlin', 'always', 'night', 'shanghai'] as const;
const answer = { event: 'TicketCommented', where: { visibility: 'customer' } } as const;

/** What starts and stops clocks of these names. */
const CLOCKS: Readonly<Record<string, Partial<ClockDefinition>>> = {
  'first-answer': {
    start: [{ event: 'TicketRegistered' }],
    stop: [answer, { stateClass: 'resolved' }],
  },
  arrival: { start: [{ stage: 'dispatch' }], stop: [{ event: 'TechnicianArrived' }] },
  resolution: { start: [{ event: 'TicketRegistered' }], stop: [{ stateClass: 'resolved' }] },
  'next-answer': {
    start: [{ event: 'TicketCommented', where: { visibility: 'internal' } }],
    after: [answer],
    stop: [answer, { stateClass: 'resolved' }],
    repeats: true,
  },
  visit: { start: [{ state: 'assigned' }], stop: [{ stage: 'field' }], repeats: true },
  closing: { start: [{ stateClass: 'resolved' }], stop: [{ stateClass: 'closed' }] },
};

class PolicyMaker {
  constructor(
    private readonly random: SeededRandom,
    private readonly from: number,
  ) {}

  all(): readonly SlaPolicy[] {
    const { random } = this;
    const policies = [
      ...this.versions('agreement', 1, () => ({ category: this.some(CATEGORIES) })),
      ...this.versions('gold', 2, () => ({ tier: ['gold'] })),
      ...this.versions('country', 3, () => ({ region: this.some(REGIONS) })),
    ].filter(({ id }) => id !== 'country' || random.chance(0.5));
    return [...policies, ...this.versions('house', 100, () => ({}))];
  }

  private versions(id: string, order: number, condition: () => Condition): readonly SlaPolicy[] {
    const { random } = this;
    const alwaysWas = random.chance(0.75);
    return Array.from({ length: random.between(1, 3) }, (_, index) => ({
      id,
      version: index + 1,
      effectiveFrom:
        index === 0 && alwaysWas
          ? Number.NEGATIVE_INFINITY
          : this.from + (index * 28 + random.between(1, 27)) * DAY_MS + random.between(0, DAY_MS),
      title: { en: id, 'zh-CN': '' },
      subject: 'ticket',
      order,
      appliesTo: condition(),
      clocks: this.clocks(),
    }));
  }

  private some<Item>(items: readonly Item[]): readonly Item[] {
    const some = items.filter(() => this.random.chance(0.5));
    return some.length > 0 ? some : [this.random.pick(items)];
  }

  private clocks(): readonly ClockDefinition[] {
    const { random } = this;
    return Object.entries(CLOCKS).flatMap(([clock, more]) => {
      if (clock !== 'resolution' && random.chance(0.3)) return [];
      const definition: ClockDefinition = {
        clock,
        title: { en: clock, 'zh-CN': '' },
        start: [],
        after: [],
        stop: [],
        pause: REASONS.filter(() => random.chance(0.5)),
        repeats: false,
        onChange: random.pick(CHANGE_MODES),
        onReopen: random.pick(REOPEN_MODES),
        onAppointment: random.pick(APPOINTMENT_MODES),
        lateReport: random.pick(LATE_REPORT_MODES),
        warnings: this.warnings(),
        escalations: this.escalations(),
        targets: this.targets(),
        ...more,
      };
      return [definition];
    });
  }

  private warnings(): readonly Warning[] {
    const all: readonly Warning[] = [
      { label: '50%', kind: 'fraction', fraction: 0.5 },
      { label: '80%', kind: 'fraction', fraction: 0.8 },
      { label: 'PT1H', kind: 'before', businessMs: 60 * MINUTE_MS },
    ];
    return all.filter(() => this.random.chance(0.4));
  }

  private escalations(): readonly Rung[] {
    const told = { notify: ['dispatcher'], by: ['in-app'] } as const;
    const all: readonly Rung[] = [
      { rung: '60%', when: { kind: 'fraction', fraction: 0.6 }, ...told },
      { rung: 'breach', when: { kind: 'after', businessMs: 0 }, to: 'dispatch-manager', ...told },
      { rung: 'breach+PT3H', when: { kind: 'after', businessMs: 180 * MINUTE_MS }, ...told },
    ];
    return all.filter(() => this.random.chance(0.4));
  }

  private targets(): readonly TargetRule[] {
    const { random } = this;
    const conditions: readonly Condition[] = [
      { priority: this.some(PRIORITY_NAMES) },
      { tier: this.some(TIERS), priority: this.some(PRIORITY_NAMES) },
      { region: this.some(REGIONS) },
      { category: this.some(CATEGORIES) },
    ];
    const whens = [...conditions.filter(() => random.chance(0.4)), {}];
    return whens.map((when, index) => ({
      rule: index + 1,
      when,
      pledge: this.pledge(),
      calendar: random.pick(CALENDAR_IDS),
    }));
  }

  private pledge(): Pledge {
    const { random } = this;
    switch (random.weighted({ within: 16, by: 3, none: 1 })) {
      case 'within': {
        const odd = random.chance(0.2) ? random.between(1, MINUTE_MS) : 0;
        return { kind: 'within', businessMs: random.between(1, 96) * 30 * MINUTE_MS + odd };
      }
      case 'by': {
        const timeOfDay = random.pick(['10:00', '17:00', '02:30', '24:00']);
        return { kind: 'by', workingDays: random.between(1, 5), timeOfDay };
      }
      case 'none':
        return { kind: 'none' };
    }
  }
}
