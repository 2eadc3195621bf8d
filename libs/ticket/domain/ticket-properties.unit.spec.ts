import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { epochMsOf, fold, instantOf } from '@gongdan/core';
import { SERVICE_CATEGORIES, validateEventData, type Caller } from '@gongdan/contracts';
import { availableCommands } from './available-commands.js';
import {
  TICKET_COMMANDS,
  type TicketCommandInputs,
  type TicketCommandName,
} from './ticket-command.js';
import type { TicketFact, TicketState } from './ticket-state.js';
import {
  appointment,
  at,
  callers,
  command,
  decider,
  HELPER,
  importedStory,
  JOURNEY_STATES,
  LEAD,
  part,
  registration,
  START,
  storyUntil,
  workflows,
  work,
} from './testing/ticket-story.js';

/** Inputs of every command: plausible ones first, and some that must be refused. */
const inputs: { readonly [Name in TicketCommandName]: readonly TicketCommandInputs[Name][] } = {
  register: [
    registration,
    ...SERVICE_CATEGORIES.map((category) => ({ ...registration, category })),
    { ...registration, workflowId: 'imported' },
  ],
  amend: [{ title: 'Leaks' }, { contact: { name: 'Customer One' } }, { contractId: 'k1' }, {}],
  classify: SERVICE_CATEGORIES.map((category) => ({ category, reason: 'Corrected' })),
  prioritise: [{ priority: 'urgent', reason: 'Hospital' }, { priority: 'low' }],
  'approve-dispatch': [{}],
  assign: [
    { technicianId: LEAD, assistantIds: [HELPER] },
    { technicianId: HELPER, team: 'north' },
  ],
  accept: [{}],
  decline: [{ reason: 'No part' }],
  reassign: [
    { technicianId: HELPER, reason: 'Ill' },
    { technicianId: LEAD, reason: 'Well' },
  ],
  schedule: [{ appointment }, { appointment: { from: at(2), to: at(1) } }],
  depart: [{}],
  arrive: [{}],
  start: [{}],
  pause: [{ reason: 'waiting-for-parts' }, { reason: 'other', note: 'Rain' }],
  resume: [{}],
  'record-work': [work, { ...work, minutes: -1 }],
  'record-parts': [
    { parts: [part] },
    { parts: [{ ...part, unitPrice: { amountMinor: 1, currency: 'EUR' } }] },
  ],
  finish: [{ resolution: 'Cools again.' }],
  sign: [{ signedBy: 'Customer One' }],
  countersign: [{}],
  archive: [{}],
  settle: [{ outcome: 'covered' }, { outcome: 'invoiced', invoiceId: 'i1', cycle: 1 }],
  close: [{}, { cycle: 2 }],
  cancel: [{ reason: 'Withdrawn' }],
  reopen: [{ reason: 'Back' }],
  merge: [{ intoTicketId: 'other' }, { intoTicketId: registration.ticketId }],
  comment: [{ text: 'Ring twice.', visibility: 'customer' }, { text: '' }],
  attach: [{ fileName: 'a', mediaType: 'image/png', sizeBytes: 1, sha256: 'a'.repeat(64) }],
  escalate: [{ reason: 'Late' }, { to: 'dispatch-manager', reason: 'Late' }],
  'carry-over': [
    { day: '2026-03-03', reason: 'not-dispatched' },
    { day: '2026-03-04', reason: 'not-finished' },
  ],
  'migrate-workflow': [
    { version: 1, reason: 'New' },
    { version: 2, reason: 'New' },
  ],
};

const someone: readonly Caller[] = [
  ...Object.values(callers),
  { ...callers.lead, roles: ['technician', 'dispatch-manager'] },
  {
    actor: 'everyman',
    roles: ['clerk', 'dispatcher', 'dispatch-manager', 'service-manager', 'finance', 'system'],
    technicianId: null,
  },
];

/** Commands that do not lead a ticket on, or that end it early. */
const ASIDE: ReadonlySet<TicketCommandName> = new Set([
  'amend',
  'classify',
  'prioritise',
  'comment',
  'attach',
  'escalate',
  'carry-over',
  'merge',
  'cancel',
  'decline',
  'reassign',
  'pause',
  'schedule',
  'migrate-workflow',
]);

interface Step {
  /** Prefers a command that is possible, so that histories get anywhere. */
  readonly pick: number;
  readonly willing: boolean;
  /** Prefers one that leads the ticket on, so that it gets to the end of its journey. */
  readonly onward: boolean;
  readonly caller: Caller;
  readonly variant: number;
  readonly minutesLater: number;
  readonly minutesAgo: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  pick: fc.nat(),
  willing: fc.integer({ min: 0, max: 9 }).map((draw) => draw < 8),
  onward: fc.integer({ min: 0, max: 9 }).map((draw) => draw < 7),
  caller: fc.oneof(
    { weight: 2, arbitrary: fc.constant(someone.at(-1) ?? callers.clerk) },
    { weight: 3, arbitrary: fc.constantFrom(...someone) },
  ),
  variant: fc.nat(),
  minutesLater: fc.integer({ min: 0, max: 5_000 }),
  minutesAgo: fc.oneof(fc.constant(0), fc.integer({ min: -2, max: 6_000 })),
});

/** Nothing at all, or a ticket that has come some way: long ways are rarely found by chance. */
const beginning: fc.Arbitrary<readonly TicketFact[]> = fc.constantFrom(
  [],
  importedStory().facts,
  ...[...JOURNEY_STATES, 'paused'].map((state) => storyUntil(state).facts),
  ...['accepted', 'finished'].flatMap((state) =>
    SERVICE_CATEGORIES.map((category) => storyUntil(state, category).facts),
  ),
);

const variantOf = <Name extends TicketCommandName>(name: Name, variant: number) => {
  const choices = inputs[name];
  return choices[variant % choices.length] as TicketCommandInputs[Name];
};

const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

/** What must be true of every ticket, whatever was done to it. */
function expectSound(before: TicketState, after: TicketState, facts: readonly TicketFact[]): void {
  for (const fact of facts) {
    expect(validateEventData(fact.type, fact.data)).toEqual([]);
    if (fact.type !== 'TicketRegistered' && 'move' in fact.data) {
      expect(fact.data.move?.from).toBe(before.state);
    }
  }
  const definition = workflows.get(after.workflow);
  expect(definition?.state(after.state)).toMatchObject({
    stage: after.stage,
    stateClass: after.stateClass,
  });
  expect(after.pausedFrom !== null).toBe(after.stateClass === 'paused');
  expect(after.pauseReason !== null).toBe(after.stateClass === 'paused');
  expect(after.closedAt !== null).toBe(after.stateClass === 'closed');
  expect(after.mergedInto !== null).toBe(after.state === 'merged');
  expect(after.registeredAt).toBe(before.registeredAt ?? facts[0]?.occurredAt);
  const reopened = facts.some(({ type }) => type === 'TicketReopened');
  expect(after.cycle).toBe(reopened ? before.cycle + 1 : before.cycle);
  expect(after.work.slice(0, before.work.length)).toEqual(before.work);
  expect(after.parts.slice(0, before.parts.length)).toEqual(before.parts);
  const ofCycle = after.parts.filter(({ cycle }) => cycle === after.cycle);
  expect(new Set(ofCycle.map(({ unitPrice }) => unitPrice.currency)).size).toBeLessThan(2);
  if (after.stateClass === 'cancelled')
    expect(after.workBegan && after.state === 'merged').toBe(false);
}

/** Whatever is said to be impossible is refused with the same words, whatever the input. */
function expectAgreement(state: TicketState, { caller, variant }: Step, now: typeof START): void {
  for (const availability of availableCommands(workflows, state, caller, now)) {
    if (availability.allowed) continue;
    const { command: name, code, message } = availability;
    const decided = decider.decide(state, command(name, variantOf(name, variant), { caller, now }));
    expect(decided).toMatchObject({ ok: false, error: { code, message } });
  }
}

describe('any history of commands', () => {
  it('never throws, keeps the ticket sound, and agrees with what was said to be possible', () => {
    const reached = new Set<string>();
    const issued = new Set<string>();
    fc.assert(
      fc.property(beginning, fc.array(step, { minLength: 1, maxLength: 30 }), (begun, steps) => {
        const history = [...begun];
        let state = frozen(fold(decider, begun));
        let now = at(60);
        for (const next of steps) {
          now = instantOf(epochMsOf(now) + next.minutesLater * 60_000);
          expectAgreement(state, next, now);
          const possible = availableCommands(workflows, state, next.caller, now)
            .filter(({ allowed }) => allowed)
            .map((availability) => availability.command);
          const onward = possible.filter((command) => !ASIDE.has(command));
          const wanted = next.onward && onward.length > 0 ? onward : possible;
          const choice = next.willing && wanted.length > 0 ? wanted : TICKET_COMMANDS;
          const name = choice[next.pick % choice.length] ?? 'comment';
          const occurredAt = instantOf(epochMsOf(now) - next.minutesAgo * 60_000);
          const input = variantOf(name, next.variant);
          const given = frozen(command(name, input, { caller: next.caller, now, occurredAt }));
          const decided = decider.decide(state, given);
          expect(decider.decide(state, given)).toEqual(decided);
          if (!decided.ok) continue;
          history.push(...frozen(decided.value));
          const after = frozen(fold(decider, decided.value, state));
          if (decided.value.length > 0) {
            expectSound(state, after, decided.value);
            issued.add(name);
          }
          state = after;
          reached.add(state.state);
        }
        expect(fold(decider, history)).toEqual(state);
      }),
      { numRuns: 300, seed: 20_260_302 },
    );
    // Histories that get nowhere would prove nothing.
    expect([...issued].sort()).toEqual(
      TICKET_COMMANDS.filter((name) => name !== 'migrate-workflow').toSorted(),
    );
    expect(reached.size).toBeGreaterThanOrEqual(17);
  });
});
