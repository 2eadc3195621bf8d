import { epochMsOf, type Instant } from '@gongdan/core';
import { shown, type Shown } from '@gongdan/platform';
import type { RowPromises } from '../../projections/index.js';

/** Columns that the fold and `asOf` need, and nobody who reads the API. */
type Inner = 'sla_clocks' | 'sla_version' | 'sla_event_at' | 'sla_recorded_at';

export type ShownWithDue<R extends RowPromises> = Shown<Omit<R, Inner>> & {
  readonly dueInMs: number | null;
};

/** A row as the API shows it, with the time that is left at a moment. */
export function shownWithDue<R extends RowPromises>(row: R, at: Instant): ShownWithDue<R> {
  const { sla_clocks: _c, sla_version: _v, sla_event_at: _e, sla_recorded_at: _r, ...rest } = row;
  const { due_at: dueAt } = row;
  const dueInMs = dueAt === null ? null : epochMsOf(dueAt as Instant) - epochMsOf(at);
  return { ...shown(rest as Omit<R, Inner>), dueInMs };
}
