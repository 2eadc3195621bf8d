import { SERVICES, type ServiceName } from '@gongdan/stages';
import { pick, seededRandom, type Random } from '../setup/random.js';

/** Consumers that fail and poisoned events are planted in the feed’s contract suite: nobody can from outside. */
export const FAULT_KINDS = [
  /** `kill -9` of a service. */
  'kill-service',
  /** `kill -9` of the relay that publishes. */
  'kill-relay',
  /** `kill -9` of the broker. */
  'kill-broker',
  /** `kill -9` of PostgreSQL. */
  'kill-database',
  /** The relay that publishes sleeps past its lease. */
  'stop-relay',
  /** A service sleeps past the leases of its consumers. */
  'stop-service',
  /** Instances of services come and go. */
  'restart-storm',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Empty where the kind says it. */
  readonly services: readonly ServiceName[];
  /** Begins once so many commands were acknowledged. */
  readonly after: number;
}

export interface FaultPlanOptions {
  readonly seed: number;
  readonly commands: number;
  /** Every kind once, but only one service of each kind; else every service in turn, twice over. */
  readonly short: boolean;
}

/** The organisation is founded and tickets are under way before the first fault … */
const FIRST_AT = 0.12;
/** … and there is traffic after the last. */
const LAST_AT = 0.92;
const LONG_ROUNDS = 2;
const STORM_SERVICES = 3;

const SERVICES_WITH_CONSUMERS = SERVICES.filter(({ consumers }) => consumers.length > 0).map(
  ({ name }) => name,
);

/** The same for the same options. */
export function faultPlan({ seed, commands, short }: FaultPlanOptions): readonly PlannedFault[] {
  const random = seededRandom(seed);
  const faults = short
    ? roundOf(random, 1, 1)
    : Array.from({ length: LONG_ROUNDS }, () =>
        roundOf(random, SERVICES_WITH_CONSUMERS.length, STORM_SERVICES),
      ).flat();
  const gap = (LAST_AT - FIRST_AT) / faults.length;
  return faults.map((fault, index) => ({
    ...fault,
    after: Math.floor(commands * (FIRST_AT + gap * (index + random() / 2))),
  }));
}

function roundOf(
  random: Random,
  killed: number,
  stormed: number,
): readonly Omit<PlannedFault, 'after'>[] {
  const services = shuffled(random, SERVICES_WITH_CONSUMERS);
  return shuffled(random, [
    ...services
      .slice(0, killed)
      .map((name) => ({ kind: 'kill-service', services: [name] }) as const),
    { kind: 'kill-relay', services: [] },
    { kind: 'kill-broker', services: [] },
    { kind: 'kill-database', services: [] },
    { kind: 'stop-relay', services: [] },
    { kind: 'stop-service', services: [pick(random, services)] },
    {
      kind: 'restart-storm',
      services: shuffled(random, SERVICES_WITH_CONSUMERS).slice(0, stormed),
    },
  ] as const);
}

function shuffled<Item>(random: Random, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
