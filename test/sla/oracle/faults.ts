/** Mistakes that other systems made; an oracle that makes one of them must differ from the engine. */
export const FAULTS = [
  'due-is-too-late', // the due moment itself does not count as in time
  'every-pause-counts', // also for reasons that the clock does not list
  'reopening-goes-on', // whatever the policy says
  'target-from-the-change', // a new target counts from the change, not from the start
  'summer-time-ignored',
  'late-reports-are-in-time', // whatever the policy says
  'newest-version-holds', // a ticket follows each new version of its policy
  'done-stays-done', // though work goes on
  'rungs-walk-no-calendar', // so many hours after the breach, also at night
  'pauses-of-before-are-lost', // those between the start and another policy
] as const;
export type Fault = (typeof FAULTS)[number];
