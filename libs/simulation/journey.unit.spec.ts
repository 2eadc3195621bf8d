import { describe, expect, it } from '@jest/globals';
import { planJourney, type Journey } from './journey.js';
import { foundOrganisation } from './organisation.js';
import { SeededIds } from './seeded-ids.js';
import { SeededRandom } from './seeded-random.js';
import { addWorkingMs, nextWorkingMs } from './working-time.js';

const MONDAY_NINE = Date.parse('2026-03-02T09:00:00+08:00');

/** Another price list holds from Tuesday on. */
const currencyAt = (atMs: number): string => (atMs < MONDAY_NINE + 86_400_000 ? 'EUR' : 'JPY');

function journeys(seed: number, count: number): Journey[] {
  const random = new SeededRandom(seed);
  const ids = new SeededIds(random.fork());
  const size = { customers: 20, technicians: 6 };
  const organisation = foundOrganisation(size, { epochMs: MONDAY_NINE }, random, ids);
  return Array.from({ length: count }, (_, index) => {
    const customer = random.pick(organisation.customers);
    return planJourney(
      {
        ticketId: ids.next(),
        number: `T-${index}`,
        category: 'paid',
        customer,
        device: random.pick(customer.devices),
        technicians: organisation.technicians,
        registeredMs: MONDAY_NINE,
        currencyAt,
      },
      random,
    );
  });
}

describe('a planned journey', () => {
  it('is the same for the same seed', () => {
    expect(journeys(3, 20)).toEqual(journeys(3, 20));
    expect(journeys(3, 20)).not.toEqual(journeys(4, 20));
  });

  it('goes forward in time, from the request to the archive or a cancellation', () => {
    for (const { steps } of journeys(11, 300)) {
      const times = steps.map((step) => step.atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(steps[0]?.name).toBe('register');
      expect(['archive', 'cancel']).toContain(steps.at(-1)?.name);
    }
  });

  it('prices parts in the currency of the price list then', () => {
    const seen = new Set<string>();
    for (const step of journeys(5, 100).flatMap(({ steps }) => steps)) {
      if (step.name !== 'record-parts') continue;
      for (const { unitPrice } of step.input.parts) {
        expect(unitPrice.currency).toBe(currencyAt(step.atMs));
        seen.add(unitPrice.currency);
      }
    }
    expect(seen).toEqual(new Set(['EUR', 'JPY']));
  });

  it('takes the detours that real ones take', () => {
    const names = new Set(journeys(5, 400).flatMap(({ steps }) => steps.map(({ name }) => name)));
    for (const detour of ['cancel', 'decline', 'pause', 'prioritise', 'comment', 'record-parts']) {
      expect(names).toContain(detour);
    }
  });
});

describe('the simulated working time', () => {
  it('goes on when the house opens again', () => {
    const saturdayEvening = Date.parse('2026-03-07T17:00:00+08:00');
    expect(addWorkingMs(saturdayEvening, 2 * 3_600_000)).toBe(
      Date.parse('2026-03-09T09:30:00+08:00'),
    );
    expect(nextWorkingMs(Date.parse('2026-03-08T12:00:00+08:00'))).toBe(
      Date.parse('2026-03-09T08:30:00+08:00'),
    );
  });
});
