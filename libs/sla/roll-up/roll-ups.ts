/** The verdicts that are counted; also the states of the clocks behind them. */
export const OUTCOMES = ['met', 'missed', 'breached'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** All that any roll-up counts by, beside the day. */
export const CELL_DIMENSIONS = [
  'clock',
  'category',
  'priority',
  'region',
  'tier',
  'team',
  'workflow',
  'technician',
] as const;
export type CellDimension = (typeof CELL_DIMENSIONS)[number];

export interface RollUp {
  readonly table: string;
  readonly dimensions: readonly CellDimension[];
}

/**
 * One row for each local day a clock was due on and each combination of values that occurs; the smallest
 * first. All combinations together would be as many as there are clocks: what is asked for together most
 * has a small table of its own, technicians are counted apart, customers are not rolled up at all.
 */
export const ROLL_UPS: readonly RollUp[] = [
  { table: 'sla_day_clock', dimensions: ['clock', 'category', 'priority'] },
  { table: 'sla_day_team', dimensions: ['clock', 'category', 'priority', 'team'] },
  { table: 'sla_day_region', dimensions: ['clock', 'category', 'priority', 'region', 'tier'] },
  { table: 'sla_day_technician', dimensions: ['clock', 'team', 'technician'] },
  { table: 'sla_day_team_customers', dimensions: ['clock', 'region', 'tier', 'team'] },
  { table: 'sla_day_technician_category', dimensions: ['clock', 'category', 'technician'] },
  {
    table: 'sla_day',
    dimensions: ['clock', 'category', 'priority', 'region', 'tier', 'team', 'workflow'],
  },
  {
    table: 'sla_day_technician_work',
    dimensions: ['clock', 'category', 'priority', 'team', 'technician'],
  },
];

/** The smallest roll-up that knows all of these; undefined: none does. */
export const rollUpFor = (dimensions: readonly string[]): RollUp | undefined =>
  ROLL_UPS.find((rollUp) =>
    dimensions.every((name) => (rollUp.dimensions as readonly string[]).includes(name)),
  );
