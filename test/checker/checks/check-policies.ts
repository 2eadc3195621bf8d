import type { LogRow } from '../evidence.js';
import type { Found } from '../findings.js';
import { factsOf, streamsOf, type Fact } from '../fold/fact.js';
import { checkMaintenance } from './check-maintenance.js';

/**
 * What must follow from what, told by the log alone: each cause has its effect once. Nothing is asked of
 * events after `settledUpTo`: their effects may still be on their way.
 */
export function checkPolicies(log: readonly LogRow[], settledUpTo: number, found: Found): void {
  const facts = factsOf(log);
  checkOncePerCause(facts, found);
  const journeys = [...streamsOf(facts, 'ticket').values()].map((events) => journeyOf(events));
  checkOncePerCycle(facts, journeys, found);
  const world = { facts, journeys, settledUpTo, found };
  invoiceOrSettlementFollowsArchive(world);
  settlementFollowsInvoice(world);
  surveyFollowsSettlement(world);
  closingFollowsFeedback(world);
  complaintFollowsPoorRating(world);
  checkMaintenance(facts, settledUpTo, found);
}

interface World {
  readonly facts: readonly Fact[];
  readonly journeys: readonly Journey[];
  readonly settledUpTo: number;
  readonly found: Found;
}

/** A ticket’s events, each with the cycle that it belongs to. */
interface Journey {
  readonly id: string;
  readonly steps: readonly { readonly fact: Fact; readonly cycle: number }[];
  readonly cycle: number;
  readonly stage: string;
}

function journeyOf(events: readonly Fact[]): Journey {
  let [cycle, stage] = [1, ''];
  const steps = events.map((fact) => {
    if (fact.type === 'TicketReopened') cycle = Number(fact.data['cycle']);
    stage = fact.data.move?.stage ?? stage;
    return { fact, cycle };
  });
  return { id: events[0]?.subject ?? '', steps, cycle, stage };
}

/** One policy does one thing of a kind about one event; promises are many to an event: see check-promises. */
function checkOncePerCause(facts: readonly Fact[], found: Found): void {
  const effects = facts.filter(({ actor, kind }) => actor.startsWith('policy:') && kind !== 'sla');
  const byCause = Map.groupBy(
    effects,
    ({ actor, type, causationId }) => `${actor} made ${type} of ${causationId}`,
  );
  for (const [words, events] of byCause) repeated(words, events, found);
}

/** What may happen once in a ticket’s cycle, whoever does it. */
function checkOncePerCycle(
  facts: readonly Fact[],
  journeys: readonly Journey[],
  found: Found,
): void {
  for (const type of ['InvoiceDrafted', 'SurveyRequested', 'ContractVisitUsed']) {
    const events = facts.filter((fact) => fact.type === type);
    const byCycle = Map.groupBy(
      events,
      ({ data }) => `${type} of ${String(data['ticketId'])} cycle ${String(data['cycle'])}`,
    );
    for (const [words, each] of byCycle) repeated(words, each, found);
  }
  for (const { id, steps } of journeys) {
    for (const type of ['TicketArchived', 'TicketSettled', 'TicketClosed']) {
      const byCycle = Map.groupBy(
        steps.filter(({ fact }) => fact.type === type),
        ({ cycle }) => `${type} of ${id} cycle ${cycle}`,
      );
      for (const [words, each] of byCycle) {
        repeated(
          words,
          each.map(({ fact }) => fact),
          found,
        );
      }
    }
  }
}

function repeated(words: string, events: readonly Fact[], found: Found): void {
  if (events.length < 2) return;
  found('effect-doubled', `${words}: at ${events.map(({ position }) => position).join(' and ')}`);
}

/**
 * Billing ends in an invoice or in a settlement without one, unless the ticket was reopened before. What it cannot price
 * it says on the voucher, for people to settle.
 */
function invoiceOrSettlementFollowsArchive({ facts, journeys, settledUpTo, found }: World): void {
  const invoiced = new Set(cyclesOf(facts, 'InvoiceDrafted'));
  // A visit that was counted against a contract only just now is priced next.
  const fresh = facts.filter(({ position }) => position > settledUpTo);
  const justCounted = new Set(cyclesOf(fresh, 'ContractVisitUsed'));
  for (const { id, steps, cycle: now } of journeys) {
    const settled = new Set(
      steps.filter(({ fact }) => fact.type === 'TicketSettled').map(({ cycle }) => cycle),
    );
    const leftToPeople = new Set(
      steps.filter(({ fact }) => isLeftToPeople(fact)).map(({ cycle }) => cycle),
    );
    for (const { fact, cycle } of steps) {
      if (fact.type !== 'TicketArchived' || fact.data.move?.stage !== 'billing') continue;
      if (fact.position > settledUpTo || cycle !== now) continue;
      const name = `${id} ${cycle}`;
      if (
        settled.has(cycle) ||
        leftToPeople.has(cycle) ||
        invoiced.has(name) ||
        justCounted.has(name)
      )
        continue;
      found('effect-missing', `ticket ${id} cycle ${cycle}: archived, neither priced nor settled`);
    }
  }
}

const isLeftToPeople = ({ type, actor }: Fact): boolean =>
  type === 'TicketCommented' && actor === 'policy:draft-invoice-when-ticket-archived';

const cyclesOf = (facts: readonly Fact[], type: string): string[] =>
  facts
    .filter((fact) => fact.type === type)
    .map(({ data }) => `${String(data['ticketId'])} ${String(data['cycle'])}`);

/** A ticket that waits in this stage in this cycle waits for something that never came. */
const waitsIn = (journeys: readonly Journey[], stage: string): ReadonlySet<string> =>
  new Set(journeys.filter((each) => each.stage === stage).map(({ id, cycle }) => `${id} ${cycle}`));

function settlementFollowsInvoice({ facts, journeys, settledUpTo, found }: World): void {
  const waiting = waitsIn(journeys, 'billing');
  for (const events of streamsOf(facts, 'invoice').values()) {
    const end = events.find(({ type }) => type === 'InvoiceIssued' || type === 'InvoiceVoided');
    const [cycle] = cyclesOf(events, 'InvoiceDrafted');
    if (end === undefined || end.position > settledUpTo) continue;
    if (cycle !== undefined && waiting.has(cycle)) {
      const how = end.type === 'InvoiceIssued' ? 'issued' : 'voided';
      found('effect-missing', `${end.stream} was ${how}, its ticket is not settled`);
    }
  }
}

function surveyFollowsSettlement({ facts, journeys, settledUpTo, found }: World): void {
  const asked = new Set(cyclesOf(facts, 'SurveyRequested'));
  for (const { id, steps } of journeys) {
    for (const { fact, cycle } of steps) {
      if (fact.type !== 'TicketSettled' || fact.data.move?.stage !== 'feedback') continue;
      if (fact.position > settledUpTo || asked.has(`${id} ${cycle}`)) continue;
      found('effect-missing', `ticket ${id} cycle ${cycle}: settled, no survey`);
    }
  }
}

function closingFollowsFeedback({ facts, journeys, settledUpTo, found }: World): void {
  const waiting = waitsIn(journeys, 'feedback');
  for (const events of streamsOf(facts, 'survey').values()) {
    const end = events.find(({ type }) => type === 'SurveyAnswered' || type === 'SurveyExpired');
    const [cycle] = cyclesOf(events, 'SurveyRequested');
    if (end === undefined || end.position > settledUpTo) continue;
    if (cycle !== undefined && waiting.has(cycle)) {
      found('effect-missing', `${end.stream} is over, its ticket is not closed`);
    }
  }
}

/** The complaint has the survey’s id. */
function complaintFollowsPoorRating({ facts, settledUpTo, found }: World): void {
  const complaints = streamsOf(facts, 'complaint');
  for (const { type, data, subject, position } of facts) {
    if (type !== 'SurveyAnswered' || data['poor'] !== true || position > settledUpTo) continue;
    if (!complaints.has(subject)) found('effect-missing', `survey ${subject}: poor, no complaint`);
  }
}
