import { localDay } from '@gongdan/contracts';
import { instantOf } from '@gongdan/core';
import { planIdOf, visitTicketId, type MaintenanceCommand } from '@gongdan/customer';
import { ticketNumberOf } from '@gongdan/ticket';
import { planVisit, type CurrencyAt, type Journey } from './journey.js';
import type { Organisation, SimulatedDevice } from './organisation.js';
import type { SeededRandom } from './seeded-random.js';
import { nextWorkingMs, openingOf, workingDaysAfter } from './working-time.js';

/** A maintenance plan, as seen from the beginning of the simulated time. */
export interface MaintenanceBrief {
  /** What is done at a visit, as the title says it before the model, and in full. */
  readonly title: string;
  readonly description: string;
  readonly everyMonths: number;
  /** Calendar days from the order of a visit to its day. */
  readonly leadDays: number;
  /** Working days to the first visit. */
  readonly firstInWorkingDays: number;
}

export interface PlannedMaintenance {
  readonly of: { readonly customerId: string; readonly contractId: string };
  readonly plan: MaintenanceCommand;
  /** Orders the first visit, at `orderedMs`. */
  readonly order: MaintenanceCommand;
  readonly orderedMs: number;
  /** From the ticket of the first visit on, which a policy registers. */
  readonly visit: Journey;
}

export interface MaintenanceOptions {
  readonly fromMs: number;
  readonly timeZone: string;
  readonly maintenance?: readonly MaintenanceBrief[];
  readonly currencyAt: CurrencyAt;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The first visit begins so long after the house opens. */
const VISIT_AFTER_MS = 1.5 * HOUR_MS;

/** The plans of the first customer with a contract, for one device after another; none where nobody has one. */
export function planMaintenance(
  { customers, technicians }: Organisation,
  { fromMs, timeZone, maintenance = [], currencyAt }: MaintenanceOptions,
  random: SeededRandom,
): readonly PlannedMaintenance[] {
  const dayOf = (atMs: number): string => localDay(instantOf(atMs), timeZone);
  const customer = customers.find(({ contractId }) => contractId !== null);
  if (!customer?.contractId) return [];
  const { customerId, contractId, devices, name, phone, address, region } = customer;
  return maintenance.map(({ firstInWorkingDays, ...said }, index) => {
    const device = devices[index % devices.length] as SimulatedDevice;
    const visitMs = openingOf(workingDaysAfter(fromMs, firstInWorkingDays)) + VISIT_AFTER_MS;
    const orderedMs = Math.max(fromMs, visitMs - said.leadDays * DAY_MS);
    const planId = planIdOf(contractId, index + 1);
    const ticketId = visitTicketId(planId, 1, 1);
    const brief = {
      ticketId,
      number: ticketNumberOf(dayOf(orderedMs), ticketId),
      category: 'contract' as const,
      customer,
      device,
      technicians,
      registeredMs: nextWorkingMs(workingDaysAfter(orderedMs, 1)),
      currencyAt,
    };
    return {
      of: { customerId, contractId },
      plan: {
        type: 'PlanMaintenance',
        plan: {
          ...said,
          title: `${said.title} ${device.model}`,
          deviceId: device.deviceId,
          firstOn: dayOf(visitMs),
          contact: { name, phone },
          site: { address, region },
        },
        today: dayOf(fromMs),
      },
      order: { type: 'OrderDueVisits', planId, today: dayOf(orderedMs) },
      orderedMs,
      visit: planVisit(brief, visitMs, random),
    };
  });
}
