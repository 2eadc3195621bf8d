import type { Moment } from '@gongdan/platform';
import type { RowAge } from '../../projections/index.js';

/** Nothing has happened (or was recorded) since: the row is as it was. */
export const isAsThen = (row: RowAge, { asOf, basis }: Moment): boolean =>
  (basis === 'occurred' ? row.last_event_at : row.last_recorded_at) <= asOf;

/** The column that tells whether a ticket was there (or known) at the moment. */
export const birthColumn = ({ basis }: Moment): 'registered_at' | 'recorded_at' =>
  basis === 'occurred' ? 'registered_at' : 'recorded_at';

/** The column that tells whether a row is as it was at the moment. */
export const ageColumn = ({ basis }: Moment): keyof RowAge =>
  basis === 'occurred' ? 'last_event_at' : 'last_recorded_at';
