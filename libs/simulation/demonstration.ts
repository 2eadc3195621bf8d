import type { Organisation } from './organisation.js';
import { simulate, type VirtualEngine } from './simulate.js';
import type { SimulationReport } from './simulation-options.js';
import { workingDaysBefore } from './working-time.js';

/** Working days the demonstration organisation looks back on. */
const WORKING_DAYS = 8;
const TICKETS = 120;
/** Some requests that nobody has looked at yet. */
const TICKETS_IN_LAST_HOUR = 6;
/** Of one plan the first visit lies behind, of the other it is in hand; both have more ahead. */
const MAINTENANCE = [
  {
    title: 'Clean the',
    description: 'Filters, drain and coils.',
    everyMonths: 3,
    leadDays: 7,
    firstInWorkingDays: 3,
  },
  {
    title: 'Check the safety of the',
    description: 'Earthing, insulation and pressure, with a record for the customer.',
    everyMonths: 12,
    leadDays: 7,
    firstInWorkingDays: WORKING_DAYS + 2,
  },
];
/** With this one every stage has tickets at any hour of the week; test/demonstration tries many. */
const SEED = 9;

/**
 * A small organisation with a few working days of tickets in every stage, ending at `nowMs`, so that a
 * newcomer finds a desk in the middle of its work, and maintenance planned.
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
    maintenance: MAINTENANCE,
    size: { customers: 24, technicians: 6 },
    timeZone,
    onFounded,
  });
}
