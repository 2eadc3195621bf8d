import { findPriceList, loadPriceLists } from '@gongdan/billing';
import { localDay } from '@gongdan/contracts';
import { instantOf } from '@gongdan/core';
import type { EventFeed } from '@gongdan/event-feed';
import type { EventStore } from '@gongdan/event-store';
import { loadSurveySettings } from '@gongdan/feedback';
import { configFolder } from '@gongdan/platform';
import { ticketNumberOf } from '@gongdan/ticket';
import { Agenda, type Task } from './agenda.js';
import { BackOffice } from './back-office.js';
import { Desk, eachAtATime, isRefusal, type SimulatedEngine } from './desk.js';
import { planJourney, type CurrencyAt, type Journey } from './journey.js';
import { categoryFor, foundOrganisation, type Organisation } from './organisation.js';
import { planMaintenance, type PlannedMaintenance } from './maintenance.js';
import { SeededIds } from './seeded-ids.js';
import { SeededRandom } from './seeded-random.js';
import {
  sliceHoursFor,
  type SimulationOptions,
  type SimulationReport,
} from './simulation-options.js';
import type { VirtualClock } from './virtual-clock.js';
import { addWorkingMs, nextWorkingMs } from './working-time.js';

/** An engine that runs on the simulation’s clock: its policies then act in virtual time, too. */
export interface VirtualEngine extends SimulatedEngine {
  readonly clock: VirtualClock;
  readonly store: Pick<EventStore, 'lastPosition'>;
  readonly feed: Pick<EventFeed, 'waitFor' | 'status'>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Customers whose affairs are carried on at the same time. */
const CUSTOMERS_AT_A_TIME = 32;
/** How long the policies may take to catch up after a slice before the simulation gives up. */
const CATCH_UP_MS_MAX = 120_000;
/**
 * One policy acts on what another one did: archived, drafted, settled, asked. Longer chains than this are
 * not waited for: then somebody else writes to the log, too.
 */
const CHAIN_LENGTH_MAX = 10;

/**
 * Makes believable load on a virtual clock. The same seed and options give the same history: the same
 * tickets, steps, times and words. (Event ids and positions are the engine’s and differ; so do the streams of
 * promises where several things happen in one slice: they tell what was known when they were looked at.) Throws
 * `SIMULATION.SEED_TAKEN` where the log has a history of this seed.
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

/**
 * Time passes in slices: what people do in one is done with its own time, then the policies act, at its
 * end. What could depend on who is faster is kept apart: one customer’s affairs are done one after
 * another, and at most one voucher a slice is archived, as visits of a contract are counted by a policy.
 */
class Simulation {
  private readonly desk: Desk;
  private readonly office: BackOffice;
  private readonly random: SeededRandom;
  private readonly ids: SeededIds;
  private readonly agenda: Agenda;
  private readonly currencyAt: CurrencyAt;
  private readonly organisation: Organisation;
  private readonly sliceMs: number;
  private readonly counts = { tickets: 0, commands: 0, refused: 0, paid: 0, answered: 0 };
  private position = 0;
  /** Where the log ended before. */
  private foundAt = 0;
  /** End of the slice in hand. */
  private endsMs: number;
  private readonly archivedInSlice = new Set<string>();

  constructor(
    private readonly engine: VirtualEngine,
    private readonly options: SimulationOptions,
  ) {
    this.random = new SeededRandom(options.seed);
    this.ids = new SeededIds(this.random.fork());
    this.sliceMs = sliceHoursFor(options) * HOUR_MS;
    this.endsMs = options.fromMs;
    this.agenda = new Agenda(this.sliceMs);
    this.desk = new Desk(engine);
    const priceLists = loadPriceLists(configFolder('price-lists'));
    const survey = loadSurveySettings(configFolder('surveys'));
    // Where no list is in force billing waits for one, and any currency will do.
    this.currencyAt = (atMs) =>
      findPriceList(priceLists, localDay(instantOf(atMs), options.timeZone))?.currency ?? 'CNY';
    this.office = new BackOffice(engine, { priceLists, survey }, options.timeZone);
    const at = { epochMs: options.fromMs };
    this.organisation = foundOrganisation(options.size, at, this.random, this.ids);
  }

  async found(): Promise<void> {
    const { fromMs, toMs, tickets, ticketsInLastHour = 0 } = this.options;
    this.engine.clock.moveTo(fromMs);
    this.foundAt = await this.engine.store.lastPosition();
    await this.desk.found(this.organisation, fromMs);
    await this.options.onFounded?.(this.organisation);
    const spreadOut = tickets - ticketsInLastHour;
    const journeys = Array.from({ length: tickets }, (_, index) => {
      if (index >= spreadOut) return this.plan(toMs - Math.ceil(this.random.next() * HOUR_MS));
      const spread = ((index + this.random.next()) / spreadOut) * (toMs - fromMs);
      return this.plan(nextWorkingMs(fromMs + spread));
    });
    for (const journey of journeys) this.scheduleStep(journey, 0);
    const { organisation, currencyAt } = this;
    const options = { ...this.options, currencyAt };
    for (const planned of planMaintenance(organisation, options, this.random.fork())) {
      await this.maintain(planned);
    }
  }

  async run(): Promise<void> {
    const { fromMs, toMs, onProgress } = this.options;
    const policies = (await this.engine.feed.status())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('policy:'));
    for (let beginsMs = fromMs; beginsMs < toMs; beginsMs = this.endsMs) {
      this.endsMs = Math.min(beginsMs + this.sliceMs, toMs);
      this.engine.clock.moveTo(this.endsMs);
      const lanes = this.agenda.takeUntil(this.endsMs);
      if (lanes.length > 0) await this.workThrough(lanes, policies);
      const done = this.endsMs - fromMs;
      onProgress?.({ atMs: this.endsMs, done, total: toMs - fromMs });
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
      events: this.position - this.foundAt,
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
        currencyAt: this.currencyAt,
      },
      this.random,
    );
  }

  /** The plan is made at the beginning; its ticket is a policy’s, so that the visit is the next slice’s. */
  private async maintain({ of, plan, order, orderedMs, visit }: PlannedMaintenance): Promise<void> {
    await this.desk.maintain(of, plan, this.options.fromMs);
    const run = async (): Promise<void> => {
      const visits = await this.desk.maintain(of, order, orderedMs);
      this.counts.commands += 1;
      this.counts.tickets += visits;
      this.scheduleStep(visit, 0);
    };
    this.agenda.add({ atMs: orderedMs, lane: of.customerId, run });
  }

  private async workThrough(
    lanes: readonly (readonly Task[])[],
    policies: readonly string[],
  ): Promise<void> {
    this.archivedInSlice.clear();
    await eachAtATime(lanes, CUSTOMERS_AT_A_TIME, async (tasks) => {
      for (const task of tasks) await task.run();
    });
    await this.policiesCaughtUp(policies);
  }

  /** Not before the next slice. */
  private later(journey: Journey, atMs: number, run: Task['run']): void {
    this.agenda.add({ atMs: Math.max(atMs, this.endsMs), lane: journey.customerId, run });
  }

  private scheduleStep(journey: Journey, index: number): void {
    const step = journey.steps[index];
    if (step) this.later(journey, step.atMs, () => this.carryOn(journey, index));
    else if (journey.steps.at(-1)?.name === 'archive') this.scheduleBilling(journey);
  }

  /** Carries out a step and the following ones that fall into the same slice. */
  private async carryOn(journey: Journey, index: number): Promise<void> {
    const step = journey.steps[index];
    if (!step) return;
    if (step.name === 'archive') {
      if (this.archivedInSlice.has(journey.customerId)) return this.scheduleStep(journey, index);
      this.archivedInSlice.add(journey.customerId);
    }
    this.counts.commands += 1;
    if (step.name === 'register') this.counts.tickets += 1;
    if (isRefusal(await this.desk.carryOut(journey, step))) {
      this.counts.refused += 1;
      return;
    }
    const next = journey.steps[index + 1];
    if (next && next.atMs < this.endsMs) return this.carryOn(journey, index + 1);
    this.scheduleStep(journey, index + 1);
  }

  /** By the next slice the policies have settled the ticket, or left its invoice to finance. */
  private scheduleBilling(journey: Journey): void {
    const archivedMs = this.endsMs;
    this.later(journey, archivedMs, async () => {
      if (!(await this.office.isLeftToFinance(journey))) {
        return this.followUp(journey, archivedMs, journey.aftermath.paysOnTheSpot);
      }
      const workingMs = journey.aftermath.issuedAfterWorkingHours * HOUR_MS;
      const issuedMs = addWorkingMs(archivedMs, workingMs);
      this.later(journey, issuedMs, async () => {
        await this.office.issue(journey, issuedMs);
        const settledMs = this.endsMs;
        this.later(journey, settledMs, () => this.followUp(journey, settledMs, false));
      });
    });
  }

  private async followUp(journey: Journey, settledMs: number, onTheSpot: boolean): Promise<void> {
    const { paysAfterDays, satisfaction, answersAfterHours } = journey.aftermath;
    if (paysAfterDays !== null) {
      const paidMs = settledMs + (onTheSpot ? 0 : paysAfterDays * DAY_MS);
      this.later(journey, paidMs, async () => {
        if (await this.office.pay(journey, paidMs, onTheSpot)) this.counts.paid += 1;
      });
    }
    const survey = await this.office.survey(journey);
    if (survey === null) return;
    const expiresMs = Date.parse(survey.expiresAt);
    const answeredMs = settledMs + answersAfterHours * HOUR_MS;
    if (satisfaction === null || answeredMs >= expiresMs) {
      this.later(journey, expiresMs, () => this.office.expire(journey));
    } else {
      this.later(journey, answeredMs, async () => {
        if (await this.office.answer(journey, survey, answeredMs)) this.counts.answered += 1;
      });
    }
  }

  private async policiesCaughtUp(policies: readonly string[]): Promise<void> {
    const { feed, store } = this.engine;
    for (let round = 0; round < CHAIN_LENGTH_MAX; round++) {
      const position = await store.lastPosition();
      if (position === this.position) return;
      this.position = position;
      await eachAtATime(policies, policies.length, async (name) => {
        if (await feed.waitFor(name, position, CATCH_UP_MS_MAX)) return;
        throw new Error(`${name} did not catch up with position ${position}`);
      });
    }
  }
}
