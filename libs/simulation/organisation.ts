import type { ServiceCategory } from '@gongdan/contracts';
import { instantOf } from '@gongdan/core';
import type { SeededIds } from './seeded-ids.js';
import type { SeededRandom } from './seeded-random.js';

export interface SimulatedDevice {
  readonly deviceId: string;
  readonly model: string;
  readonly serial: string;
  readonly purchasedOn: string;
  readonly warrantyUntil: string;
}

export interface SimulatedCustomer {
  readonly customerId: string;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly region: 'urban' | 'suburban';
  readonly tier: 'key' | 'major' | 'ordinary' | 'potential';
  readonly devices: readonly SimulatedDevice[];
  readonly contractId: string | null;
}

export interface SimulatedTechnician {
  readonly technicianId: string;
  readonly name: string;
  readonly team: string;
  readonly region: 'urban' | 'suburban';
  readonly skills: readonly string[];
}

/** What a simulated service organisation consists of before its first ticket. */
export interface Organisation {
  readonly customers: readonly SimulatedCustomer[];
  readonly technicians: readonly SimulatedTechnician[];
}

export interface OrganisationSize {
  readonly customers: number;
  readonly technicians: number;
}

const MODELS = [
  { model: 'KFR-35GW air conditioner', skill: 'air-conditioning' },
  { model: 'KFR-72LW air conditioner', skill: 'air-conditioning' },
  { model: 'BCD-218 refrigerator', skill: 'refrigeration' },
  { model: 'XQG-100 washing machine', skill: 'laundry' },
  { model: 'JSQ-24 gas water heater', skill: 'water-heating' },
] as const;

export const skillFor = (model: string): string =>
  MODELS.find((known) => known.model === model)?.skill ?? 'air-conditioning';

const DAY_MS = 86_400_000;
const dayOf = (epochMs: number): string => instantOf(epochMs).slice(0, 10);

/** Names are numbers in words of the trade: nobody is invented. */
export function foundOrganisation(
  { customers, technicians }: OrganisationSize,
  at: { readonly epochMs: number },
  random: SeededRandom,
  ids: SeededIds,
): Organisation {
  const regionOf = () => random.weighted({ urban: 7, suburban: 3 });
  return {
    technicians: Array.from({ length: technicians }, (_, index) => ({
      technicianId: ids.next(),
      name: `Technician ${index + 1}`,
      team: `team-${(index % 3) + 1}`,
      region: index % 4 === 3 ? ('suburban' as const) : ('urban' as const),
      skills: [...new Set([random.pick(MODELS).skill, random.pick(MODELS).skill])],
    })),
    customers: Array.from({ length: customers }, (_, index) => {
      const number = String(index + 1).padStart(4, '0');
      return {
        customerId: ids.next(),
        name: `Customer ${index + 1}`,
        phone: `+86 10 5555 ${number}`,
        address: `${random.between(1, 400)} Example Road, District ${random.between(1, 12)}`,
        region: regionOf(),
        tier: random.weighted({ key: 1, major: 3, ordinary: 12, potential: 4 }),
        devices: Array.from({ length: random.between(1, 3) }, () =>
          device(at.epochMs, random, ids),
        ),
        contractId: random.chance(0.2) ? ids.next() : null,
      };
    }),
  };
}

function device(epochMs: number, random: SeededRandom, ids: SeededIds): SimulatedDevice {
  const purchasedMs = epochMs - random.between(30, 1_500) * DAY_MS;
  return {
    deviceId: ids.next(),
    model: random.pick(MODELS).model,
    serial: `SN-${random.between(100_000, 999_999)}`,
    purchasedOn: dayOf(purchasedMs),
    warrantyUntil: dayOf(purchasedMs + 730 * DAY_MS),
  };
}

/** Warranty first, then contract; now and then something of the house’s own. */
export function categoryFor(
  customer: SimulatedCustomer,
  device: SimulatedDevice,
  epochMs: number,
  random: SeededRandom,
): ServiceCategory {
  if (random.chance(0.04)) return 'internal';
  if (device.warrantyUntil >= dayOf(epochMs)) return 'free';
  return customer.contractId === null ? 'paid' : 'contract';
}
