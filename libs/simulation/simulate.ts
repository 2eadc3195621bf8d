import { invoiceDecider, invoiceIdOf, invoiceNumberOf } from '@gongdan/billing';
import { dayAfter, localDay } from '@gongdan/contracts';
import { instantOf, streamName } from '@gongdan/core';
import type { EventFeed } from '@gongdan/event-feed';
import { surveyDecider, surveyIdOf } from '@gongdan/feedback';
import { ticketNumberOf } from '@gongdan/ticket';
import { Agenda } from './agenda.js';
import { Desk, eachAtATime, isRefusal, type SimulatedEngine } from './desk.js';
import { planJourney, type Journey } from './journey.js';
import { categoryFor, foundOrganisation, type Organisation } from './organisation.js';
import type { OrganisationSize } from './organisation.js';
import { SeededIds } from './seeded-ids.js';
import { SeededRandom } from './seeded-random.js';
import type { VirtualClock } from './virtual-clock.js';
import { nextWorkingMs } from './working-time.js';

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
  /** Policies catch up after every slice of virtual time; shorter is truer and slower. */
  readonly sliceHours?: number;
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
  readonly lastPosition: number;
}

/** An engine that runs on the simulation’s clock: its policies then act in virtual time, too. */
export interface VirtualEngine extends SimulatedEngine {
  readonly clock: VirtualClock;
  readonly feed: Pick<EventFeed, 'waitFor' | 'status'>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Journeys that are carried on at the same time; the steps of one are in order. */
const JOURNEYS_AT_A_TIME = 32;
/** How long the policies may take to catch up after a slice before the simulation gives up. */
const CATCH_UP_MS_MAX = 120_000;
/** Days to pay an invoice (as config/price-lists/standard.yaml says). */
const PAYMENT_DAYS = 30;
/** Satisfaction up to this one is poor (as config/surveys/default.yaml says). */
const POOR_SATISFACTION_MAX = 2;

/**
 * Makes believable load on a virtual clock. The same seed and options give the same history: the same
 * tickets, steps, times and words. (Event ids and positions are the engine’s and differ.)
 */
export async function simulate(
  engine: VirtualEngine,
  options: SimulationOptions,
): Promise<SimulationReport> {
  const simulation = new Simulation(engine, options);
  await simulation.found();
  await simulation.run();
  return simulation.report();
}

class Simulation {
  private readonly desk: Desk;
  private readonly random: SeededRandom;
  private readonly ids: SeededIds;
  private readonly agenda: Agenda;
  private readonly organisation: Organisation;
  private readonly sliceMs: number;
  private readonly counts = { tickets: 0, commands: 0, refused: 0, paid: 0, answered: 0 };
  private position = 0;
  /** End of the slice in hand. */
  private endsMs = 0;

  constructor(
    private readonly engine: VirtualEngine,
    private readonly options: SimulationOptions,
  ) {
    this.random = new SeededRandom(options.seed);
    this.ids = new SeededIds(this.random.fork());
    this.sliceMs = (options.sliceHours ?? 4) * HOUR_MS;
    this.agenda = new Agenda(this.sliceMs);
    this.desk = new Desk(engine);
    const at = { epochMs: options.fromMs };
    this.organisation = foundOrganisation(options.size, at, this.random, this.ids);
  }

  async found(): Promise<void> {
    const { fromMs, toMs, tickets, ticketsInLastHour = 0 } = this.options;
    this.engine.clock.moveTo(fromMs);
    await this.desk.found(this.organisation, fromMs);
    await this.options.onFounded?.(this.organisation);
    const spreadOut = tickets - ticketsInLastHour;
    const journeys = Array.from({ length: tickets }, (_, index) => {
      if (index >= spreadOut) return this.plan(toMs - Math.ceil(this.random.next() * HOUR_MS));
      const spread = ((index + this.random.next()) / spreadOut) * (toMs - fromMs);
      return this.plan(nextWorkingMs(fromMs + spread));
    });
    for (const journey of journeys) this.scheduleStep(journey, 0);
  }

  async run(): Promise<void> {
    const { fromMs, toMs, onProgress } = this.options;
    for (let beginsMs = fromMs; beginsMs < toMs; beginsMs += this.sliceMs) {
      const endsMs = Math.min(beginsMs + this.sliceMs, toMs);
      this.engine.clock.moveTo(endsMs);
      this.endsMs = endsMs;
      await eachAtATime(this.agenda.takeUntil(endsMs), JOURNEYS_AT_A_TIME, (task) => task.run());
      await this.policiesCaughtUp();
      onProgress?.({ atMs: endsMs, done: endsMs - fromMs, total: toMs - fromMs });
    }
  }

  report(): SimulationReport {
    const { commands, refused, paid, answered, tickets } = this.counts;
    return {
      customers: this.organisation.customers.length,
      technicians: this.organisation.technicians.length,
      tickets,
      commands,
      refused,
      invoicesPaid: paid,
      surveysAnswered: answered,
      lastPosition: this.position,
    };
  }

  private plan(registeredMs: number): Journey {
    const customer = this.random.pick(this.organisation.customers);
    const device = this.random.pick(customer.devices);
    const ticketId = this.ids.next();
    const day = localDay(instantOf(registeredMs), this.options.timeZone);
    return planJourney(
      {
        ticketId,
        number: ticketNumberOf(day, ticketId),
        category: categoryFor(customer, device, registeredMs, this.random),
        customer,
        device,
        technicians: this.organisation.technicians,
        registeredMs,
      },
      this.random,
    );
  }

  private scheduleStep(journey: Journey, index: number): void {
    const step = journey.steps[index];
    if (step) this.agenda.add(step.atMs, () => this.carryOn(journey, index));
    else this.scheduleAftermath(journey, journey.steps.at(-1)?.atMs ?? 0);
  }

  /** Carries out a step and the following ones that fall into the same slice. */
  private async carryOn(journey: Journey, index: number): Promise<void> {
    const step = journey.steps[index];
    if (!step) return;
    this.counts.commands += 1;
    if (step.name === 'register') this.counts.tickets += 1;
    const outcome = await this.desk.carryOut(journey, step);
    if (isRefusal(outcome)) {
      this.counts.refused += 1;
      return;
    }
    this.position = Math.max(this.position, outcome.position);
    const next = journey.steps[index + 1];
    if (next && next.atMs < this.endsMs) {
      return this.carryOn(journey, index + 1);
    }
    this.scheduleStep(journey, index + 1);
  }

  private scheduleAftermath(journey: Journey, archivedMs: number): void {
    const { aftermath } = journey;
    if (journey.steps.at(-1)?.name !== 'archive') return;
    const settledMs = archivedMs + this.sliceMs;
    const issuedMs = settledMs + aftermath.issuedAfterHours * HOUR_MS;
    this.agenda.add(issuedMs, () => this.issue(journey, issuedMs));
    if (aftermath.paysAfterDays !== null) {
      const days = aftermath.paysOnTheSpot ? 0 : aftermath.paysAfterDays;
      const atMs = settledMs + days * DAY_MS;
      this.agenda.add(atMs, () => this.pay(journey, atMs));
    }
    if (aftermath.satisfaction !== null) {
      const atMs = settledMs + aftermath.answersAfterHours * HOUR_MS;
      this.agenda.add(atMs, () => this.answer(journey, atMs));
    }
  }

  /** Finance issues what was too large to be issued with its draft. */
  private async issue(journey: Journey, atMs: number): Promise<void> {
    const invoiceId = invoiceIdOf(journey.ticketId, 1);
    const stream = streamName('invoice', invoiceId);
    const { state } = await this.engine.executor.read(stream, invoiceDecider);
    if (state.status !== 'draft') return;
    const issuedAt = instantOf(atMs);
    const today = localDay(issuedAt, this.options.timeZone);
    const issued = await this.engine.executor.execute({
      stream,
      decider: invoiceDecider,
      command: {
        type: 'IssueInvoice',
        issue: {
          number: invoiceNumberOf(journey.number, 1),
          issuedAt,
          dueOn: dayAfter(today, PAYMENT_DAYS),
        },
      },
      actor: 'simulation:finance',
      occurredAt: issuedAt,
      customerIdOf: (invoice) => invoice.customerId,
    });
    if (issued.ok) this.position = Math.max(this.position, issued.value.position);
  }

  private async pay(journey: Journey, atMs: number): Promise<void> {
    const invoiceId = invoiceIdOf(journey.ticketId, 1);
    const stream = streamName('invoice', invoiceId);
    const { state } = await this.engine.executor.read(stream, invoiceDecider);
    if (state.status === 'unknown' || state.outstandingMinor === 0) return;
    const { paysOnTheSpot } = journey.aftermath;
    const outcome = await this.engine.executor.execute({
      stream,
      decider: invoiceDecider,
      command: {
        type: 'RecordPayment',
        payment: {
          paymentId: `${invoiceId}.payment`,
          amount: { amountMinor: state.outstandingMinor, currency: state.currency },
          method: paysOnTheSpot ? 'cash' : 'bank-transfer',
          collectedBy: paysOnTheSpot ? (state.technicianIds[0] ?? null) : null,
        },
      },
      actor: 'simulation:finance',
      occurredAt: instantOf(atMs),
      customerIdOf: (invoice) => invoice.customerId,
    });
    if (outcome.ok) this.counts.paid += 1;
  }

  private async answer(journey: Journey, atMs: number): Promise<void> {
    const { satisfaction, recommendation } = journey.aftermath;
    const stream = streamName('survey', surveyIdOf(journey.ticketId, 1));
    const { state } = await this.engine.executor.read(stream, surveyDecider);
    if (state.request === null || satisfaction === null) return;
    const outcome = await this.engine.executor.execute({
      stream,
      decider: surveyDecider,
      command: {
        type: 'AnswerSurvey',
        tokenSha256: state.request.tokenSha256,
        answer: { satisfaction, recommendation },
        poorSatisfactionMax: POOR_SATISFACTION_MAX,
        now: instantOf(atMs),
      },
      actor: `customer:${journey.customerId}`,
      occurredAt: instantOf(atMs),
      customerIdOf: (survey) => survey.request?.customerId ?? null,
    });
    if (outcome.ok) this.counts.answered += 1;
  }

  private async policiesCaughtUp(): Promise<void> {
    for (const { name } of await this.engine.feed.status()) {
      if (!name.startsWith('policy:')) continue;
      if (await this.engine.feed.waitFor(name, this.position, CATCH_UP_MS_MAX)) continue;
      throw new Error(`${name} did not catch up with position ${this.position}`);
    }
  }
}
