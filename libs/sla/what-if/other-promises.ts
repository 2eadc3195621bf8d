import { checkCalendars, Calendars, throwCalendarFindings } from '@gongdan/calendar';
import type { PolicyBook, SlaPolicy } from '../domain/index.js';
import { readSlaPolicyText } from '../policy-files/index.js';

/** Policies and calendars that are asked about, as texts in the format of their files. */
export interface PromiseTexts {
  readonly policies: readonly { readonly name: string; readonly text: string }[];
  readonly calendars: readonly { readonly name: string; readonly text: string }[];
}

export interface OtherPromises {
  readonly policies: readonly SlaPolicy[];
  readonly calendars: Calendars | undefined;
}

/** Throws `CONFIG.INVALID` and `CALENDAR.INVALID` with every wrong line. */
export function readOtherPromises(
  { policies, calendars }: PromiseTexts,
  book: Pick<PolicyBook, 'calendars'>,
): OtherPromises {
  const checked = checkCalendars(calendars);
  throwCalendarFindings(checked.findings);
  const others = calendars.length === 0 ? undefined : new Calendars(checked.calendars);
  const known = (others ? book.calendars.replacedBy(others) : book.calendars).all();
  const ids = new Set(known.map(({ id }) => id));
  return {
    policies: policies.map(({ name, text }) => readSlaPolicyText(text, name, ids)),
    calendars: others,
  };
}
