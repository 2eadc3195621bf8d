import { invoiceDecider } from '../../libs/billing/domain/invoice.js';
import { surveyDecider } from '../../libs/feedback/domain/survey.js';
import { IssueTicketCommand } from '../../libs/ticket/commands/issue-ticket-command.js';
import { ticketProjections } from '../../libs/ticket/projections/index.js';
import { systemCaller, type Caller } from '@gongdan/contracts';
import {
  GongdanError,
  instantOf,
  splitStreamName,
  streamName,
  type RecordedEvent,
} from '@gongdan/core';
import type { CommandExecutor, Executed } from '@gongdan/event-store';
import {
  foundOrganisation,
  planJourney,
  SeededIds,
  SeededRandom,
  type Journey,
  type Step,
} from '@gongdan/simulation';
import type { Workflows } from '@gongdan/workflow';
import { checkHistory, type Answer, type History } from './check-history.js';
import { PRICES, simulatedEngine, type SimulatedEngine } from './simulated-engine.js';
import { SimulatedProjection, simulatedPolicy } from './simulated-consumers.js';

const TICKETS = 4;
/** More than enough: the chance of so many failures in a row is nil. */
const TRIES_MAX = 100;
/** Chance that a client sends a command twice at once: an impatient double click. */
const SENT_TWICE = 0.15;
/** Chance that the clock is set back by some seconds before a step. */
const CLOCK_SET_BACK = 0.05;
/** How long consumers rest, in turns of the scheduler: looking for news at every turn was half of a run. */
const TURNS_BETWEEN_BATCHES = 3;
const TURNS_WITHOUT_NEWS = 50;
/** Chance that finance discards a draft instead of issuing it. */
const DRAFT_VOIDED = 0.2;

export interface SeedReport {
  readonly seed: number;
  /** What is wrong; empty: every guarantee held. */
  readonly findings: readonly string[];
  readonly log: readonly RecordedEvent[];
  readonly traffic: Traffic;
}

/** A run in which nothing happened proves nothing: the suite demands that all of these occurred. */
export interface Traffic {
  accepted: number;
  refused: number;
  replayed: number;
  unanswered: number;
  /** Invoices that finance issued. */
  issued: number;
  /** Drafts that finance discarded. */
  voided: number;
}

export const noTraffic = (): Traffic => ({
  accepted: 0,
  refused: 0,
  replayed: 0,
  unanswered: 0,
  issued: 0,
  voided: 0,
});

/** One whole life of a small engine, faults and all; everything in it follows from the seed. */
export async function runSeed(seed: number, workflows: Workflows): Promise<SeedReport> {
  const random = new SeededRandom(seed);
  const faults = { on: true };
  const engine = simulatedEngine(random, workflows, faults);
  const run = new SeedRun(engine, random);
  const projections = ticketProjections.map((projection) => ({
    projection,
    consumer: new SimulatedProjection(projection, engine.line, random.fork(), faults),
  }));
  const consumers = [
    ...projections.map(({ consumer }) => consumer),
    ...engine.policies.map((policy) => simulatedPolicy(policy, engine.line, random.fork(), faults)),
  ];
  const work = { goesOn: true };
  const consuming = consumers.map(async (consumer) => {
    while (work.goesOn) {
      const moved = await consumer.step();
      await engine.scheduler.pass(moved ? TURNS_BETWEEN_BATCHES : TURNS_WITHOUT_NEWS);
    }
  });
  await run.clients();
  work.goesOn = false;
  await Promise.all(consuming);
  faults.on = false;
  const drain = async () => {
    for (let moved = true; moved;) {
      moved = false;
      for (const consumer of consumers) moved = (await consumer.step()) || moved;
    }
  };
  await drain();
  await run.issueDrafts();
  await drain();
  await run.answerSurveys();
  await drain();
  const { events: log } = await engine.log.readLog({ after: 0 });
  const history: History = {
    log,
    answers: run.answers,
    projections: projections.map(({ projection, consumer }) => ({
      projection,
      rows: consumer.rows,
    })),
  };
  const findings = await checkHistory(engine.log, history);
  return { seed, findings, log, traffic: run.traffic };
}

class SeedRun {
  readonly answers: Answer[] = [];
  readonly traffic: Traffic = noTraffic();
  private readonly journeys: readonly Journey[];
  private commands = 0;

  constructor(
    private readonly engine: SimulatedEngine,
    private readonly random: SeededRandom,
  ) {
    const ids = new SeededIds(random.fork());
    const epochMs = engine.clock.nowMs();
    const organisation = foundOrganisation(
      { customers: 3, technicians: 3 },
      { epochMs },
      random,
      ids,
    );
    this.journeys = Array.from({ length: TICKETS }, (_, index) => {
      const customer = random.pick(organisation.customers);
      return planJourney(
        {
          ticketId: ids.next(),
          number: `T-${index + 1}`,
          category: random.pick(['paid', 'free', 'internal', 'paid']),
          customer,
          device: random.pick(customer.devices),
          technicians: organisation.technicians,
          registeredMs: epochMs + random.between(0, 3_600_000),
          currencyAt: () => PRICES.currency,
        },
        random,
      );
    });
  }

  async clients(): Promise<void> {
    await Promise.all([
      ...this.journeys.map((journey) => this.travel(journey)),
      this.meddle(this.engine.newExecutor()),
    ]);
  }

  /** Somebody at another desk, with another cache, at the same tickets. */
  private async meddle(executor: CommandExecutor): Promise<void> {
    const steps = this.random.between(5, 25);
    for (let count = 0; count < steps; count++) {
      await this.engine.scheduler.pass(this.random.between(1, 200));
      const { ticketId } = this.random.pick(this.journeys);
      const text = `Remark ${count}`;
      const caller = { ...systemCaller('client:meddler'), roles: ['dispatch-manager'] as const };
      await (this.random.chance(0.7)
        ? this.send(executor, caller, ticketId, 'comment', { text })
        : this.send(executor, caller, ticketId, 'cancel', { reason: 'Changed minds' }));
    }
  }

  private async travel(journey: Journey): Promise<void> {
    const executor = this.engine.newExecutor();
    for (const step of journey.steps) {
      this.tick(step.atMs);
      const { role, technicianId, name, input } = step;
      const caller: Caller = { actor: `client:${role}`, roles: [role], technicianId };
      const sending = this.send(executor, caller, journey.ticketId, name, input);
      if (this.random.chance(SENT_TWICE)) {
        const again = this.send(this.engine.newExecutor(), caller, journey.ticketId, name, input, {
          sameKeyAs: this.commands,
        });
        await Promise.all([sending, again]);
      } else {
        await sending;
      }
    }
  }

  private tick(atMs: number): void {
    const { clock } = this.engine;
    if (this.random.chance(CLOCK_SET_BACK)) clock.advance(-this.random.between(1, 30_000));
    else clock.moveTo(Math.max(clock.nowMs(), atMs));
  }

  /** Every client treats an unknown outcome as “ask again with the same key”. */
  private async send(
    executor: CommandExecutor,
    caller: Caller,
    ticketId: string,
    name: Step['name'],
    input: object,
    options: { sameKeyAs?: number } = {},
  ): Promise<void> {
    const number = options.sameKeyAs ?? ++this.commands;
    const key = `client:${number}`;
    const fingerprint = number.toString(16).padStart(64, '0');
    const handler = this.engine.issueTicket(executor);
    for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
      try {
        const context = { caller, idempotency: { key, fingerprint } };
        const result = await handler.execute(
          new IssueTicketCommand(ticketId, name, input, context),
        );
        if (!result.ok && result.error.category === 'transient') continue;
        return this.note(key, result.ok ? result.value : undefined);
      } catch (error) {
        if (!(error instanceof GongdanError) || !error.retryable) throw error;
        this.traffic.unanswered += 1;
      }
    }
    throw new Error(`no answer to ${key} in ${TRIES_MAX} tries`);
  }

  private note(key: string, outcome: Executed | undefined): void {
    if (outcome === undefined) {
      this.traffic.refused += 1;
      return;
    }
    this.traffic.accepted += 1;
    if (outcome.replayed) this.traffic.replayed += 1;
    this.answers.push({ key, position: outcome.position, events: outcome.events });
  }

  /** Finance’s work list: every draft that was not issued at once is issued or discarded. */
  async issueDrafts(): Promise<void> {
    const { events } = await this.engine.log.readLog({ after: 0, types: ['InvoiceDrafted'] });
    const executor = this.engine.newExecutor();
    for (const { stream, recordedAt } of events) {
      const { state } = await executor.read(stream, invoiceDecider);
      if (state.status !== 'draft') continue;
      const { id } = splitStreamName(stream);
      const isVoided = this.random.chance(DRAFT_VOIDED);
      await executor.execute({
        stream,
        decider: invoiceDecider,
        command: isVoided
          ? { type: 'VoidInvoice', reason: 'Agreed free of charge' }
          : {
              type: 'IssueInvoice',
              issue: { number: `INV-${id}`, issuedAt: recordedAt, dueOn: recordedAt.slice(0, 10) },
            },
        actor: 'finance',
        customerIdOf: (invoice) => invoice.customerId,
      });
      this.traffic[isVoided ? 'voided' : 'issued'] += 1;
    }
  }

  async answerSurveys(): Promise<void> {
    const { events } = await this.engine.log.readLog({ after: 0, types: ['SurveyRequested'] });
    const executor = this.engine.newExecutor();
    for (const { stream, data, recordedAt } of events) {
      if (this.random.chance(0.3)) continue;
      const satisfaction = this.random.between(1, 5);
      const command = {
        type: 'AnswerSurvey',
        tokenSha256: String(data['tokenSha256']),
        answer: { satisfaction },
        poorSatisfactionMax: 2,
        now: instantOf(Date.parse(recordedAt)),
      } as const;
      await executor.execute({
        stream: streamName('survey', stream.slice('survey-'.length)),
        decider: surveyDecider,
        command,
        actor: 'customer',
        customerIdOf: (state) => state.request?.customerId ?? null,
      });
    }
  }
}
