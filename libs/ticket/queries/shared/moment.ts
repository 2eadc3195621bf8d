import type { Moment } from '@gongdan/platform';
import type { RowAge, RowPromises } from '../../projections/index.js';

/** Nothing has happened to the ticket (or was recorded) since. Its clocks are another matter. */
export const isAsThen = (row: RowAge, { asOf, basis }: Moment): boolean =>
  (basis === 'occurred' ? row.last_event_at : row.last_recorded_at) <= asOf;

/** Nothing has happened to the ticket’s clocks since. */
export const clocksAreAsThen = (
  row: Pick<RowPromises, 'sla_event_at' | 'sla_recorded_at'>,
  { asOf, basis }: Moment,
): boolean => ((basis === 'occurred' ? row.sla_event_at : row.sla_recorded_at) ?? '') <= asOf;

/** The column that tells whether a ticket was there (or known) at the moment. */
export const birthColumn = ({ basis }: Moment): 'registered_at' | 'recorded_at' =>
  basis === 'occurred' ? 'registered_at' : 'recorded_at';

/** The column that tells whether a ticket is as it was at the moment. */
export const ageColumn = ({ basis }: Moment): keyof RowAge =>
  basis === 'occurred' ? 'last_event_at' : 'last_recorded_at';

/** The column that tells whether a ticket’s clocks are as they were at the moment. */
export const clocksAgeColumn = ({ basis }: Moment): 'sla_event_at' | 'sla_recorded_at' =>
  basis === 'occurred' ? 'sla_event_at' : 'sla_recorded_at';
