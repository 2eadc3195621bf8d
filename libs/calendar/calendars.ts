import { GongdanError, instantOf } from '@gongdan/core';
import { BusinessCalendar } from './business-calendar.js';
import type { CalendarParts } from './calendar-definition.js';

/** All loaded versions of all calendars. Old versions stay: what was promised by them is explained by them. */
export class Calendars {
  /** By id; the newest version first. */
  private readonly byId = new Map<string, readonly BusinessCalendar[]>();

  constructor(calendars: readonly CalendarParts[]) {
    for (const [id, versions] of Map.groupBy(calendars, ({ id }) => id)) {
      const newestFirst = [...versions].sort((one, other) => other.version - one.version);
      this.byId.set(
        id,
        newestFirst.map((parts) => new BusinessCalendar(parts)),
      );
    }
  }

  /** A certain version; undefined: not loaded. */
  get(id: string, version: number): BusinessCalendar | undefined {
    return this.byId.get(id)?.find((calendar) => calendar.version === version);
  }

  /** The newest version that is effective at an instant. Throws where there is none. */
  effectiveAt(id: string, at: number): BusinessCalendar {
    const versions = this.byId.get(id);
    if (versions === undefined) throw unknownCalendar(id, [...this.byId.keys()]);
    const effective = versions.find(isEffectiveAt(at));
    if (effective === undefined) throw notYetEffective(id, at);
    return effective;
  }

  /** The newest versions that are effective at an instant, one of each calendar that has one. */
  inForce(at: number): readonly BusinessCalendar[] {
    return [...this.byId.values()].flatMap((versions) => versions.find(isEffectiveAt(at)) ?? []);
  }

  /** These calendars, with the others in the place of what has the same ids. */
  replacedBy(others: Calendars): Calendars {
    const replaced = new Calendars([]);
    for (const [id, versions] of [...this.byId, ...others.byId]) replaced.byId.set(id, versions);
    return replaced;
  }

  /** By id, then by version. */
  all(): readonly BusinessCalendar[] {
    return [...this.byId.keys()].sort().flatMap((id) => this.byId.get(id)?.toReversed() ?? []);
  }
}

const isEffectiveAt =
  (at: number) =>
  ({ effectiveFrom }: BusinessCalendar): boolean =>
    effectiveFrom === null || effectiveFrom <= at;

const unknownCalendar = (id: string, known: string[]): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.UNKNOWN',
    category: 'not-found',
    message: `There is no calendar '${id}'; known: ${known.sort().join(', ') || 'none'}.`,
    hint: 'Check the id, and whether its file lies in the folder of calendars.',
  });

const notYetEffective = (id: string, at: number): GongdanError =>
  new GongdanError({
    code: 'CALENDAR.NOT_YET_EFFECTIVE',
    category: 'rejected',
    message: `No version of the calendar '${id}' is effective at ${instantOf(at)}.`,
    hint: 'Its versions begin later; a version without effectiveFrom is effective always.',
  });
