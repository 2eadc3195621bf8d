import type { PauseReason, Priority, Role, ServiceCategory } from '@gongdan/contracts';
import { instantOf } from '@gongdan/core';
import type { TicketCommandInputs, TicketCommandName } from '@gongdan/ticket';
import { aftermath, type Aftermath } from './aftermath.js';
import { skillFor, type SimulatedCustomer, type SimulatedDevice } from './organisation.js';
import type { SimulatedTechnician } from './organisation.js';
import { SeededIds } from './seeded-ids.js';
import type { SeededRandom } from './seeded-random.js';
import { addWorkingMs } from './working-time.js';

/** One command of a ticket at its moment. */
export type Step = {
  [Name in TicketCommandName]: {
    readonly atMs: number;
    readonly name: Name;
    readonly input: TicketCommandInputs[Name];
    readonly role: Role;
    /** For what the command makes (a comment …), so that this, too, follows from the seed. */
    readonly newId: string;
    /** The technician who does it, where `role` is technician. */
    readonly technicianId: string | null;
  };
}[TicketCommandName];

export interface Journey {
  readonly ticketId: string;
  readonly number: string;
  readonly customerId: string;
  readonly steps: readonly Step[];
  readonly aftermath: Aftermath;
}

export interface JourneyBrief {
  readonly ticketId: string;
  readonly number: string;
  readonly category: ServiceCategory;
  readonly customer: SimulatedCustomer;
  readonly device: SimulatedDevice;
  readonly technicians: readonly SimulatedTechnician[];
  readonly registeredMs: number;
  readonly currencyAt: CurrencyAt;
}

/** The currency of the price list in force at a moment (epoch ms): parts in another one are refused. */
export type CurrencyAt = (atMs: number) => string;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const FAULTS = [
  'does not start',
  'is too loud',
  'leaks water',
  'stops after a few minutes',
  'shows error E4',
  'smells burnt',
  'needs its yearly service',
] as const;

/** What a technician does on site, in words. */
interface Work {
  readonly done: string;
  readonly resolution: string;
  /** How likely it has to wait for parts or people. */
  readonly restChance: number;
}

const REPAIR: Work = {
  done: 'Found the cause, repaired it and tested the unit.',
  resolution: 'Works again.',
  restChance: 0.14,
};
const MAINTENANCE: Work = {
  done: 'Cleaned and checked the unit and tested it.',
  resolution: 'Runs as it should.',
  restChance: 0,
};

/** Plans a whole journey ahead: who does what when, with the detours that real ones take. */
export function planJourney(brief: JourneyBrief, random: SeededRandom): Journey {
  const plan = new JourneyPlan(brief, random);
  plan.request();
  if (!plan.withdrawn()) {
    plan.dispatch();
    plan.visit(REPAIR);
    plan.signOff();
  }
  return plan.journey();
}

/** A visit of a maintenance plan, from when its ticket is there (`registeredMs`); `visitMs`: when it begins. */
export function planVisit(brief: JourneyBrief, visitMs: number, random: SeededRandom): Journey {
  const plan = new JourneyPlan(brief, random);
  plan.dispatch(visitMs);
  plan.visit(MAINTENANCE);
  plan.signOff();
  return plan.journey();
}

class JourneyPlan {
  private readonly steps: Step[] = [];
  private readonly ids: SeededIds;
  private atMs: number;
  private technician: SimulatedTechnician;

  constructor(
    private readonly brief: JourneyBrief,
    private readonly random: SeededRandom,
  ) {
    this.ids = new SeededIds(random.fork());
    this.atMs = brief.registeredMs;
    this.technician = this.chooseTechnician();
  }

  request(): void {
    const { brief, random } = this;
    const { customer, device } = brief;
    const fault = random.pick(FAULTS);
    this.step('register', 'clerk', {
      ticketId: brief.ticketId,
      number: brief.number,
      customerId: customer.customerId,
      category: brief.category,
      priority: random.weighted<Priority>({ urgent: 1, high: 3, normal: 12, low: 4 }),
      channel: random.weighted({ phone: 6, web: 3, chat: 2, email: 2, counter: 1, letter: 0.2 }),
      title: `${device.model} ${fault}`,
      description: `The customer says: it ${fault}.`,
      contact: { name: customer.name, phone: customer.phone },
      site: { address: customer.address, region: customer.region },
      deviceId: device.deviceId,
      device: { model: device.model, serial: device.serial, purchasedOn: device.purchasedOn },
      ...(brief.category === 'contract' && customer.contractId !== null
        ? { contractId: customer.contractId }
        : {}),
    });
    if (random.chance(0.15)) {
      this.later(5, 20);
      this.step('comment', 'clerk', { text: 'Please call before coming.' });
    }
    if (random.chance(0.05)) {
      this.later(5, 40);
      this.step('prioritise', 'dispatcher', {
        priority: 'urgent',
        reason: 'Customer called again',
      });
    }
  }

  withdrawn(): boolean {
    if (!this.random.chance(0.04)) return false;
    this.later(20, 300);
    this.step('cancel', 'clerk', { reason: 'Works again, says the customer' });
    return true;
  }

  /** `visitMs`: when the customer is to be visited; where it is not given, as soon as somebody can. */
  dispatch(visitMs?: number): void {
    const { random } = this;
    this.later(5, 120);
    if (this.brief.category === 'paid' || this.brief.category === 'internal') {
      this.step('approve-dispatch', 'dispatch-manager', {});
      this.later(2, 45);
    }
    this.assign();
    if (random.chance(0.06)) {
      this.later(5, 60);
      this.byTechnician('decline', { reason: 'Another visit takes longer' });
      this.technician = this.chooseTechnician();
      this.later(5, 60);
      this.assign();
    }
    this.later(3, 60);
    this.byTechnician('accept', {});
    const fromMs = visitMs ?? addWorkingMs(this.atMs, random.exponential(7 * HOUR_MS));
    const from = Math.ceil(fromMs / (30 * MINUTE_MS)) * 30 * MINUTE_MS;
    this.later(2, 20);
    this.step('schedule', 'dispatcher', {
      appointment: { from: instantOf(from), to: instantOf(from + 2 * HOUR_MS) },
      requestedByCustomer: random.chance(0.35),
    });
    this.atMs = Math.max(this.atMs + MINUTE_MS, from - random.between(10, 50) * MINUTE_MS);
  }

  visit({ done, resolution, restChance }: Work): void {
    const { random } = this;
    if (random.chance(0.8)) this.byTechnician('depart', {});
    this.later(10, 70);
    this.byTechnician('arrive', {});
    this.later(2, 15);
    this.byTechnician('start', {});
    if (random.chance(restChance)) this.rest();
    const minutes = random.between(15, 150);
    this.atMs += minutes * MINUTE_MS;
    const coveredByWarranty = this.brief.category === 'free' && random.chance(0.9);
    this.byTechnician('record-work', {
      description: done,
      minutes,
      coveredByWarranty,
    });
    if (random.chance(0.45)) this.useParts(coveredByWarranty);
    this.later(1, 5);
    this.byTechnician('finish', { resolution });
  }

  signOff(): void {
    const internal = this.brief.category === 'internal';
    if (!internal) {
      this.later(1, 10);
      this.byTechnician('sign', { signedBy: this.brief.customer.name });
    }
    this.later(30, 400);
    this.step('countersign', 'dispatch-manager', {});
    this.later(5, 200);
    this.step('archive', 'clerk', {});
  }

  journey(): Journey {
    const { ticketId, number, customer } = this.brief;
    const { customerId } = customer;
    return { ticketId, number, customerId, steps: this.steps, aftermath: aftermath(this.random) };
  }

  private rest(): void {
    this.later(10, 60);
    const reason = this.random.weighted<PauseReason>({
      'waiting-for-parts': 5,
      'waiting-for-customer': 3,
      'waiting-for-second-visit': 2,
      'waiting-for-vendor': 0,
      'waiting-for-evidence': 0,
      other: 0,
    });
    this.byTechnician('pause', { reason });
    this.atMs = addWorkingMs(this.atMs, this.random.exponential(14 * HOUR_MS));
    this.byTechnician('resume', {});
  }

  private useParts(coveredByWarranty: boolean): void {
    const { random } = this;
    const currency = this.brief.currencyAt(this.atMs);
    this.byTechnician('record-parts', {
      parts: Array.from({ length: random.between(1, 3) }, () => ({
        code: `P-${random.between(100, 999)}`,
        description: 'Spare part',
        quantity: random.between(1, 2),
        unitPrice: { amountMinor: random.between(5, 400) * 100, currency },
        coveredByWarranty,
      })),
    });
  }

  private assign(): void {
    const { technicianId, team } = this.technician;
    this.step('assign', 'dispatcher', { technicianId, team });
  }

  /** Same region and skill where there is one; somebody of the house in any case. */
  private chooseTechnician(): SimulatedTechnician {
    const { customer, device, technicians } = this.brief;
    const skill = skillFor(device.model);
    const near = technicians.filter((one) => one.region === customer.region);
    const able = near.filter((one) => one.skills.includes(skill));
    return this.random.pick(able.length > 0 ? able : near.length > 0 ? near : technicians);
  }

  private later(minutesMin: number, minutesMax: number): void {
    this.atMs = addWorkingMs(this.atMs, this.random.between(minutesMin, minutesMax) * MINUTE_MS);
  }

  private byTechnician<Name extends TicketCommandName>(
    name: Name,
    input: TicketCommandInputs[Name],
  ): void {
    this.push(name, 'technician', input, this.technician.technicianId);
  }

  private step<Name extends TicketCommandName>(
    name: Name,
    role: Role,
    input: TicketCommandInputs[Name],
  ): void {
    this.push(name, role, input, null);
  }

  private push<Name extends TicketCommandName>(
    name: Name,
    role: Role,
    input: TicketCommandInputs[Name],
    technicianId: string | null,
  ): void {
    const newId = this.ids.next();
    const atMs = Math.round(this.atMs);
    this.steps.push({ atMs, name, input, role, newId, technicianId } as Step);
  }
}
