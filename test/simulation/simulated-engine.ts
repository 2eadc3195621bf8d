import { createSecretKey } from 'node:crypto';
import {
  DraftInvoice,
  DraftInvoiceHandler,
} from '../../libs/billing/commands/draft-invoice/draft-invoice.handler.js';
import type { PriceList } from '../../libs/billing/domain/price-list.js';
import { DraftInvoiceWhenTicketArchived } from '../../libs/billing/policies/draft-invoice-when-ticket-archived.js';
import { SettleTicketWhenDraftIsVoided } from '../../libs/billing/policies/settle-ticket-when-draft-is-voided.js';
import { SettleTicketWhenInvoiceIsIssued } from '../../libs/billing/policies/settle-ticket-when-invoice-is-issued.js';
import {
  ChangePlan,
  ChangePlanHandler,
} from '../../libs/customer/commands/change-plan/change-plan.handler.js';
import {
  UseVisit,
  UseVisitHandler,
} from '../../libs/customer/commands/use-visit/use-visit.handler.js';
import { CountContractVisitWhenTicketArchived } from '../../libs/customer/policies/count-contract-visit-when-ticket-archived.js';
import { NoteVisitDoneWhenMaintenanceTicketIsArchived } from '../../libs/customer/policies/note-visit-done-when-maintenance-ticket-is-archived.js';
import { RegisterTicketWhenMaintenanceIsOrdered } from '../../libs/customer/policies/register-ticket-when-maintenance-is-ordered.js';
import {
  OpenComplaint,
  OpenComplaintHandler,
} from '../../libs/complaint/commands/open-complaint/open-complaint.handler.js';
import { OpenComplaintWhenRatingIsPoor } from '../../libs/complaint/policies/open-complaint-when-rating-is-poor.js';
import {
  RequestSurvey,
  RequestSurveyHandler,
} from '../../libs/feedback/commands/request-survey/request-survey.handler.js';
import { CloseTicketWhenFeedbackIsIn } from '../../libs/feedback/policies/close-ticket-when-feedback-is-in.js';
import { RequestSurveyWhenTicketCloses } from '../../libs/feedback/policies/request-survey-when-ticket-closes.js';
import {
  IssueTicketCommand,
  IssueTicketCommandHandler,
} from '../../libs/ticket/commands/issue-ticket-command.js';
import { PolicyTicketCommands } from '../../libs/ticket/commands/policy-ticket-commands.js';
import type { Instant } from '@gongdan/core';
import type { Policy } from '@gongdan/event-feed';
import { CommandExecutor, InMemoryEventStore, type EventStore } from '@gongdan/event-store';
import { SeededIds, SeededRandom, VirtualClock } from '@gongdan/simulation';
import type { Workflows } from '@gongdan/workflow';
import { flakyStore } from './flaky-store.js';
import { Scheduler } from './scheduler.js';

const START = '2026-03-02T00:00:00.000Z' as Instant;
const TIME_ZONE = 'Asia/Shanghai';

export const PRICES: PriceList = {
  id: 'simulated',
  validFrom: '2000-01-01',
  currency: 'CNY',
  taxRatePercent: 6,
  paymentDays: 30,
  issueAtOnceUpTo: 20_000, // so that finance has something to issue, too
  callOut: { standard: 5_000, regions: {} },
  labourPerQuarterHour: 3_000,
};

export interface SimulatedEngine {
  readonly clock: VirtualClock;
  readonly scheduler: Scheduler;
  readonly ids: SeededIds;
  /** The truth, without faults. */
  readonly log: EventStore;
  /** What the engine’s processes see of it. */
  readonly line: EventStore;
  /** One process’s executor: each has a cache of its own. */
  newExecutor(): CommandExecutor;
  readonly issueTicket: (executor: CommandExecutor) => IssueTicketCommandHandler;
  readonly policies: readonly Policy[];
}

/** The engine’s own deciders, executor and policies on in-memory ports, virtual time and a seed. */
export function simulatedEngine(
  random: SeededRandom,
  workflows: Workflows,
  faults: { on: boolean },
  priceLists: readonly PriceList[] = [PRICES],
): SimulatedEngine {
  const clock = new VirtualClock(START);
  const ids = new SeededIds(random.fork());
  const log = new InMemoryEventStore(clock);
  const scheduler = new Scheduler();
  const line = flakyStore(log, random.fork(), faults, scheduler);
  const newExecutor = () => new CommandExecutor(line, clock, ids);
  const issueTicket = (executor: CommandExecutor) =>
    new IssueTicketCommandHandler(executor, clock, ids, workflows);
  return {
    clock,
    scheduler,
    ids,
    log,
    line,
    newExecutor,
    issueTicket,
    policies: makePolicies(line, newExecutor(), clock, priceLists, issueTicket),
  };
}

function makePolicies(
  store: EventStore,
  executor: CommandExecutor,
  clock: VirtualClock,
  priceLists: readonly PriceList[],
  issueTicket: (executor: CommandExecutor) => IssueTicketCommandHandler,
): Policy[] {
  const secret = createSecretKey(new Uint8Array(32));
  const settings = { id: 'default', expiresAfterDays: 14, poorSatisfactionMax: 2 };
  const handlers = new Map<Function, { execute(command: never): Promise<unknown> }>([
    [IssueTicketCommand, issueTicket(executor)],
    [DraftInvoice, new DraftInvoiceHandler(executor)],
    [UseVisit, new UseVisitHandler(executor)],
    [ChangePlan, new ChangePlanHandler(executor)],
    [OpenComplaint, new OpenComplaintHandler(executor, store, clock)],
    [RequestSurvey, new RequestSurveyHandler(executor, clock, secret, settings)],
  ]);
  const commands = {
    execute: (command: object) => {
      const handler = handlers.get(command.constructor);
      if (!handler) throw new Error(`no handler for ${command.constructor.name}`);
      return handler.execute(command as never) as Promise<never>;
    },
  };
  const tickets = new PolicyTicketCommands(commands);
  return [
    new DraftInvoiceWhenTicketArchived({
      store,
      commands,
      tickets,
      clock,
      priceLists,
      timeZone: TIME_ZONE,
    }),
    new SettleTicketWhenInvoiceIsIssued(store, tickets),
    new SettleTicketWhenDraftIsVoided(store, tickets),
    new CountContractVisitWhenTicketArchived(store, commands, TIME_ZONE),
    new RegisterTicketWhenMaintenanceIsOrdered({ store, commands, tickets, timeZone: TIME_ZONE }),
    new NoteVisitDoneWhenMaintenanceTicketIsArchived(store, commands),
    new RequestSurveyWhenTicketCloses(store, commands),
    new CloseTicketWhenFeedbackIsIn(store, tickets),
    new OpenComplaintWhenRatingIsPoor(store, commands),
  ];
}
