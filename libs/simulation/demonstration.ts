import type { Organisation } from './organisation.js';
import { simulate, type SimulationReport, type VirtualEngine } from './simulate.js';
import { workingDaysBefore } from './working-time.js';

/** Working days the demonstration organisation looks back on. */
const WORKING_DAYS = 8;
const TICKETS = 120;
/** Some requests that nobody has looked at yet. */
const TICKETS_IN_LAST_HOUR = 6;
/** With this one every stage has tickets at any hour of the week; test/demonstration tries many. */
const SEED = 9;

/**
 * A small organisation with a few working days of tickets in every stage, ending at `nowMs`, so that a
 * newcomer finds a desk in the middle of its work.
 */
export function simulateDemonstration(
  engine: VirtualEngine,
  nowMs: number,
  timeZone: string,
  onFounded: (organisation: Organisation) => Promise<void>,
): Promise<SimulationReport> {
  return simulate(engine, {
    seed: SEED,
    fromMs: workingDaysBefore(nowMs, WORKING_DAYS),
    toMs: nowMs,
    tickets: TICKETS,
    ticketsInLastHour: TICKETS_IN_LAST_HOUR,
    size: { customers: 24, technicians: 6 },
    timeZone,
    onFounded,
  });
}
