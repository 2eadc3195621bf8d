import { localDay, type ClockEvent } from '@gongdan/contracts';
import type { Instant } from '@gongdan/core';
import { countedAt, stateOf } from '../projections/sla-clock/sla-clock.projection.js';
import { CELL_DIMENSIONS, type Outcome, OUTCOMES } from './roll-ups.js';

/** What one run of a clock adds to the counters. */
export interface Contribution {
  /** The due moment it counts by, also while it counts for nothing yet. */
  readonly countedAt: string | null;
  /** Null: no verdict, so nothing is counted. */
  readonly outcome: Outcome | null;
  /** The day it was due and what it is counted by, in the order of CELL_DIMENSIONS; null: nothing. */
  readonly cell: readonly string[] | null;
}

export const NOTHING: Contribution = { countedAt: null, outcome: null, cell: null };

/** What a run adds after an event, from what it added before. */
export function contributionAfter(
  before: Contribution,
  data: ClockEvent['data'],
  timeZone: string,
): Contribution {
  const { standing } = data;
  const at = countedAt(standing, before.countedAt);
  const outcome = outcomeOf(standing);
  if (at === null || outcome === null) return { countedAt: at, outcome: null, cell: null };
  const { attributes } = data;
  const values: Readonly<Record<string, string | null | undefined>> = {
    clock: data.clock,
    category: attributes.category,
    priority: attributes.priority,
    region: attributes.region,
    tier: attributes.tier,
    team: attributes.team,
    workflow: attributes.workflow,
    technician: attributes.technicianId,
  };
  const day = localDay(at as Instant, timeZone);
  return {
    countedAt: at,
    outcome,
    cell: [day, ...CELL_DIMENSIONS.map((name) => values[name] ?? '')],
  };
}

/** Whether a clock was warned of is no verdict. */
function outcomeOf(standing: ClockEvent['data']['standing']): Outcome | null {
  const state = stateOf(standing, false);
  return OUTCOMES.find((outcome) => outcome === state) ?? null;
}
