import type { SeededRandom } from './seeded-random.js';

/** What happens after the ticket was settled, if it comes to that. */
export interface Aftermath {
  /** Days from the invoice to its payment; null: not paid in the simulated time. */
  readonly paysAfterDays: number | null;
  /** A small sum, that is: a large one is paid by the invoice that finance sends. */
  readonly paysOnTheSpot: boolean;
  /** Working time until finance issues an invoice that was not issued at once. */
  readonly issuedAfterWorkingHours: number;
  /** 1 to 5; null: the survey is not answered. */
  readonly satisfaction: number | null;
  readonly recommendation: number;
  readonly answersAfterHours: number;
}

export const aftermath = (random: SeededRandom): Aftermath => ({
  paysOnTheSpot: random.chance(0.5),
  issuedAfterWorkingHours: 1 + Math.ceil(random.exponential(20)),
  paysAfterDays: random.chance(0.93) ? random.between(1, 40) : null,
  satisfaction: random.chance(0.55)
    ? Number(random.weighted({ '5': 55, '4': 28, '3': 9, '2': 4, '1': 4 }))
    : null,
  recommendation: random.between(3, 10),
  answersAfterHours: Math.ceil(random.exponential(36)),
});
