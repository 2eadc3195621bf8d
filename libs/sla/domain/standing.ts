import type { DueWarning } from './clock-goal.js';
import type { DueRung } from './ladder.js';

/** How a run stands at a moment; times are epoch milliseconds. */
export interface Standing {
  readonly status: 'running' | 'paused' | 'stopped' | 'cancelled';
  readonly verdict: 'open' | 'met' | 'breached' | 'cancelled';
  readonly dueAt: number | null;
  readonly stoppedAt: number | null;
  /** Those that are still to be given, in their order in time. */
  readonly warnings: readonly DueWarning[];
  /** Those that are still to be reached, in their order in time. */
  readonly escalations: readonly DueRung[];
}

/** Nothing that time alone would do. */
export const SILENT = { warnings: [], escalations: [] } as const;
