import type { MaintenanceBrief } from './maintenance.js';
import type { Organisation, OrganisationSize } from './organisation.js';

export interface SimulationOptions {
  readonly seed: number;
  /** First and last moment of the simulated time, epoch ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly tickets: number;
  readonly size: OrganisationSize;
  readonly timeZone: string;
  /** So many of the tickets come in during the last hour, at whatever time of day. Default: 0. */
  readonly ticketsInLastHour?: number;
  /**
   * Maintenance plans of the first customer with a contract; the first visit of each is ordered and carried out.
   * Default: none. Not for a log that another engine works on: it would order the visits itself, at its own time.
   */
  readonly maintenance?: readonly MaintenanceBrief[];
  /** Called when customers and technicians are in the files and before the first ticket. */
  readonly onFounded?: (organisation: Organisation) => Promise<void>;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

export interface SimulationProgress {
  readonly atMs: number;
  readonly done: number;
  readonly total: number;
}

export interface SimulationReport {
  readonly customers: number;
  readonly technicians: number;
  readonly tickets: number;
  readonly commands: number;
  /** Planned commands that the rules refused, because policies or people had been faster. */
  readonly refused: number;
  readonly invoicesPaid: number;
  readonly surveysAnswered: number;
  /** By how many the log grew. */
  readonly events: number;
  readonly lastPosition: number;
}

const DAY_MS = 86_400_000;
const SEASON_DAYS = 100;

/**
 * Policies catch up after every slice of virtual time; shorter is truer and slower, and over more than a season
 * too slow.
 */
export const sliceHoursFor = ({ fromMs, toMs }: SimulationOptions): number =>
  toMs - fromMs > SEASON_DAYS * DAY_MS ? 12 : 4;
