import type { BusinessCalendar, Calendars } from '@gongdan/calendar';
import type { SlaAttributes } from '@gongdan/contracts';
import { GongdanError } from '@gongdan/core';
import { holds } from './matching.js';
import type { SlaPolicy, SubjectKind, VersionPin } from './sla-policy.js';

/** Which versions a subject follows already: what was promised under one stays under it. */
export interface Pins {
  readonly policies: ReadonlyMap<string, number>;
  readonly calendars: ReadonlyMap<string, number>;
}

export const NO_PINS: Pins = { policies: new Map(), calendars: new Map() };

/** Policies and calendars, to be asked what holds for whom and when. */
export class PolicyBook {
  /** Per subject kind: one list of versions per policy, in the policies’ order. */
  private readonly families: ReadonlyMap<SubjectKind, readonly (readonly SlaPolicy[])[]>;

  constructor(
    readonly policies: readonly SlaPolicy[],
    readonly calendars: Calendars,
  ) {
    const kinds = Map.groupBy(policies, ({ subject }) => subject);
    this.families = new Map([...kinds].map(([kind, all]) => [kind, familiesOf(all)]));
  }

  /**
   * The policy for a subject with these attributes: the first in order that applies, each in its pinned
   * version, else in the one in force at the instant. A version pins nothing before it is in force: a later
   * promise does not change what was promised earlier. Undefined: nothing is promised. Throws
   * `SLA.POLICY_GONE` where the version that promises were made under is not there any more.
   */
  policyFor(
    kind: SubjectKind,
    attributes: SlaAttributes,
    at: number,
    { policies }: Pins,
  ): SlaPolicy | undefined {
    for (const versions of this.families.get(kind) ?? []) {
      const inForce = versions.filter(({ effectiveFrom }) => effectiveFrom <= at);
      const { id = '' } = versions[0] ?? {};
      const pinned = policies.get(id);
      if (pinned !== undefined && !versions.some(({ version }) => version === pinned)) {
        throw gone('SLA.POLICY_GONE', `policy '${id}'`, pinned, 'config/sla');
      }
      const policy = inForce.find(({ version }) => version === pinned) ?? inForce.at(-1);
      if (policy && holds(policy.appliesTo, attributes)) return policy;
    }
    return undefined;
  }

  /**
   * Throws `SLA.CALENDAR_GONE` where the version that promises were made under is not there any more,
   * `CALENDAR.NOT_YET_EFFECTIVE` where none is in force yet.
   */
  calendarFor(id: string, at: number, { calendars }: Pins): BusinessCalendar {
    const version = calendars.get(id);
    if (version === undefined) return this.calendars.effectiveAt(id, at);
    const calendar = this.calendars.get(id, version);
    if (calendar) return calendar;
    throw gone('SLA.CALENDAR_GONE', `calendar '${id}'`, version, 'config/calendars');
  }

  /** Types of events that any clock of any version names. */
  matchedTypes(): ReadonlySet<string> {
    const clocks = this.policies.flatMap((policy) => policy.clocks);
    const matchers = clocks.flatMap(({ start, after, stop }) => [...start, ...after, ...stop]);
    return new Set(matchers.flatMap(({ event }) => (event === undefined ? [] : [event])));
  }

  /** The versions in force at an instant: what a recalculation moves a subject to. */
  inForce(at: number): { readonly policies: VersionPin[]; readonly calendars: VersionPin[] } {
    const policies = [...this.families.values()]
      .flat()
      .flatMap((versions) => versions.findLast(({ effectiveFrom }) => effectiveFrom <= at) ?? []);
    return { policies: policies.map(pinOf), calendars: this.calendars.inForce(at).map(pinOf) };
  }
}

const pinOf = ({ id, version }: VersionPin): VersionPin => ({ id, version });

/** Transient: when the file is back, everything goes on by itself. */
const gone = (
  code: 'SLA.POLICY_GONE' | 'SLA.CALENDAR_GONE',
  what: string,
  version: number,
  folder: string,
): GongdanError =>
  new GongdanError({
    code,
    category: 'transient',
    message: `There is no version ${version} of the ${what}.`,
    hint: `Put its file back into ${folder} and start again: promises were made under it.`,
  });

const familiesOf = (policies: readonly SlaPolicy[]): readonly (readonly SlaPolicy[])[] =>
  [...Map.groupBy(policies, ({ id }) => id).values()]
    .map((versions) => versions.toSorted((a, b) => a.version - b.version))
    .toSorted((a, b) => (a[0]?.order ?? 0) - (b[0]?.order ?? 0));
