import { Calendars } from '@gongdan/calendar';
import { SeededRandom } from '@gongdan/simulation';
import { PolicyBook, type ClockRun, type SlaFact } from '../../libs/sla/domain/index.js';
import { simulateHouse, type House } from './simulate-policies.js';
import { simulateTicket } from './simulate-tickets.js';

const DAY_MS = 86_400_000;
const HOUSES = 40;
/** More by `SLA_TICKETS`, others by `SLA_SEED`. */
export const TICKETS = Number(process.env['SLA_TICKETS'] ?? 10_000);
const SEED = Number(process.env['SLA_SEED'] ?? 1);

export interface SimulatedTicket {
  /** By which it is found again. */
  readonly name: string;
  /** In the order of the log. */
  readonly facts: readonly SlaFact[];
  readonly asOf: number;
  /** For what else is drawn for it. */
  readonly seed: number;
}

/** Tickets under the policies of one house. */
export interface Scene {
  readonly house: House;
  readonly book: PolicyBook;
  readonly tickets: readonly SimulatedTicket[];
}

/** The same ones for the same seed. */
export function simulateScenes(): readonly Scene[] {
  const random = new SeededRandom(SEED);
  return Array.from({ length: HOUSES }, (_, index) => {
    const house = simulateHouse(random.fork());
    const tickets = Array.from({ length: Math.ceil(TICKETS / HOUSES) }, (_ticket, place) => {
      const name = `seed ${SEED}, house ${index}, ticket ${place}`;
      const own = random.fork();
      const facts = simulateTicket(own, house);
      const told = Math.max(...facts.map(({ recordedAt }) => recordedAt));
      return { name, facts, asOf: told + own.between(0, 9 * DAY_MS), seed: own.between(1, 1e9) };
    });
    return { house, tickets, book: new PolicyBook(house.policies, new Calendars(house.calendars)) };
  });
}

/** Leaves out what is not needed for a difference. */
export function shrunk(
  ticket: SimulatedTicket,
  differs: (ticket: SimulatedTicket) => boolean,
): SimulatedTicket {
  let small = ticket;
  for (let place = small.facts.length - 1; place >= 0; place -= 1) {
    const without = { ...small, facts: small.facts.toSpliced(place, 1) };
    if (differs(without)) small = without;
  }
  return small;
}

/** Name and story, in the order in which it happened. */
export const told = ({ name, facts }: SimulatedTicket): string => {
  const lines = facts
    .toSorted((a, b) => a.at - b.at || a.position - b.position)
    .map(({ at, recordedAt, position, type, data }) => {
      const late = recordedAt === at ? '' : ` (told ${new Date(recordedAt).toISOString()})`;
      return `${position}. ${new Date(at).toISOString()}${late} ${type} ${JSON.stringify(data)}`;
    });
  return [name, ...lines].join('\n');
};

export const nameOf = ({ commitment, cycle }: ClockRun): string =>
  `${commitment.definition.clock}#${cycle}`;
